package io.sluice.cluster;

import java.io.IOException;

/**
 * A received stream cannot go on: the node that offered it is gone, or has forgotten it, or does not answer. How much of it the
 * source had emitted is unknown; what was received is whole up to here.
 */
public final class StreamLostException extends IOException {

    private static final long serialVersionUID = 1;

    private final String node;

    StreamLostException(StreamReference reference, String why) {
        super("the stream " + reference.encode() + " is lost: " + why);
        this.node = reference.node();
    }

    /** The node that offered the stream. */
    public String node() {
        return node;
    }
}
