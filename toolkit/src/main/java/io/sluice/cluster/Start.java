package io.sluice.cluster;

import java.util.Arrays;

/** Where a subscription to a topic begins. */
enum Start {
    /** With the next message. */
    LIVE(0),
    /** With the oldest message that is still kept. */
    HISTORY(1),
    /** With the state of the topic, if it keeps one, and otherwise as {@link #HISTORY}. */
    SNAPSHOT(2),
    /** Behind the last message received. */
    RESUME(3);

    private final int code;

    Start(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Start of(int code) {
        return Arrays.stream(values())
                .filter(start -> start.code == code)
                .findAny()
                .orElseThrow(() -> new MalformedFrameException("unknown start"));
    }
}
