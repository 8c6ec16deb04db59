package io.sluice.cluster;

import java.util.Arrays;

/** Why there is no such subscription. */
enum CancelReason {
    /** It was asked for. */
    ASKED(0),
    /** It is not known here; it may have been, before this node lost touch with the subscriber. */
    UNKNOWN(1),
    /** Another node owns the topic. */
    MOVED(2),
    /** The subscriber fell too far behind for too long. */
    SLOW(3),
    /** Somebody else has the stream. */
    TAKEN(4);

    private final int code;

    CancelReason(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static CancelReason of(int code) {
        return Arrays.stream(values())
                .filter(reason -> reason.code == code)
                .findAny()
                .orElseThrow(() -> new MalformedFrameException("unknown reason"));
    }
}
