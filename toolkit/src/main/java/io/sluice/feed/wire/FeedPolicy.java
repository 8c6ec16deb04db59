package io.sluice.feed.wire;

import java.util.Arrays;
import java.util.Optional;

/** What a client may want to happen to values that cannot be sent to it for want of credit, or of room on its socket. */
public enum FeedPolicy {
    /** They wait in the topic's history; what falls out of it is a gap. */
    BACKPRESSURE("backpressure"),
    /** The last ones wait; a gap tells of those before. */
    DROP_OLDEST("drop-oldest"),
    /** The first ones wait; a gap tells of those that found no room. */
    DROP_NEWEST("drop-newest"),
    /** The last one waits, and stands for all. */
    LATEST("latest"),
    /** The last one of each key waits, or all of a key merged into one. */
    CONFLATE("conflate"),
    /** They wait, up to a bound beyond which the subscription ends. */
    DISCONNECT("disconnect");

    private final String word;

    FeedPolicy(String word) {
        this.word = word;
    }

    /** What it is called on the wire. */
    public String word() {
        return word;
    }

    static Optional<FeedPolicy> of(String word) {
        return Arrays.stream(values())
                .filter(policy -> policy.word.equals(word))
                .findFirst();
    }
}
