package io.sluice.feed;

import java.time.Duration;

/**
 * Bounds of a {@link MemoryBroker}.
 *
 * @param maxTopics topics at a time; one more is refused. Default 100,000: an empty one takes about 1 KiB
 * @param historyBytes of the histories of all topics together. Default 256 MiB: small beside the heap of a server, and a
 *     thousand topics' full histories
 * @param idle time after which a topic that nobody has subscribed or published to, and that has no state of the world, is
 *     given up; the next use begins a new epoch. Default 10 minutes: longer than who subscribed would come back with a
 *     position
 */
public record MemoryLimits(int maxTopics, long historyBytes, Duration idle) {

    public MemoryLimits {
        if (maxTopics <= 0 || historyBytes < 0 || idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("maxTopics and idle must be positive, historyBytes not negative: "
                    + maxTopics + ", " + idle + ", " + historyBytes);
        }
    }

    /** The default of each. */
    public static MemoryLimits standard() {
        return new MemoryLimits(100_000, 256L * 1024 * 1024, Duration.ofMinutes(10));
    }
}
