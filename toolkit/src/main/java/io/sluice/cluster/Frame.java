package io.sluice.cluster;

import java.util.List;

/**
 * What travels between two nodes: a header and parts, whatever the link had to say in one turn.
 *
 * @param source the sending node
 * @param sourceIncarnation which life of the link the sender is in; a later one is greater
 * @param destinationIncarnation which life of the link the sender takes the receiver to be in; 0 if it does not know
 * @param sequence the sender's frames of this incarnation, counted from 1
 */
record Frame(String source, long sourceIncarnation, long destinationIncarnation, long sequence, List<Part> parts) {

    static final int VERSION = 1;

    /** The largest frame that is read: 1 MiB. */
    static final int MAX_BYTES = 1 << 20;

    /** The largest payload: with all that may be in a frame before it, it stays below {@link #MAX_BYTES}. */
    static final int MAX_PAYLOAD_BYTES = MAX_BYTES - (64 << 10);

    /** The longest name of a topic or a node, in UTF-8. */
    static final int MAX_NAME_BYTES = 1_024;
}
