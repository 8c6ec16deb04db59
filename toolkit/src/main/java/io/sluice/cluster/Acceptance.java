package io.sluice.cluster;

import java.util.Arrays;

/** What an owner says of messages that were published to it. */
enum Acceptance {
    /** It does not own the topic: nothing else that it says means anything. */
    NOT_OWNER(0),
    /** They are in the topic. */
    PUBLISHED(1),
    /** The message was in the topic before, where it says. */
    REPEATED(2),
    /** The message was in the topic before, and it is too late to tell where. */
    FORGOTTEN(3);

    private final int code;

    Acceptance(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static Acceptance of(int code) {
        return Arrays.stream(values())
                .filter(acceptance -> acceptance.code == code)
                .findAny()
                .orElseThrow(() -> new MalformedFrameException("unknown acceptance"));
    }
}
