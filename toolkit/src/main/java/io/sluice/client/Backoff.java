package io.sluice.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt to connect: doubling from {@code first} to {@code max}, each time shortened by a
 * random part so that the clients of a failed server do not return in step.
 *
 * @param first pause after the first failure. Default 200 ms
 * @param max longest pause. Default 10 s
 * @param jitter the random part, 0 to 1: a pause of d lies between {@code (1 - jitter) * d} and d. Default 0.5
 * @param stableAfter how long a connection must have lived for the next failure to count as the first again. Default 10 s:
 *     a server that accepts and drops at once is not hammered
 */
public record Backoff(Duration first, Duration max, double jitter, Duration stableAfter) {

    public Backoff {
        if (first.isNegative() || first.isZero() || max.compareTo(first) < 0) {
            throw new IllegalArgumentException("back-off needs 0 < first <= max, not " + first + " and " + max);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter lies between 0 and 1, not " + jitter);
        }
        if (stableAfter.isNegative()) {
            throw new IllegalArgumentException("stableAfter must not be negative");
        }
    }

    /** The defaults. */
    public static Backoff exponential() {
        return new Backoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.5, Duration.ofSeconds(10));
    }

    /** The same with other limits. */
    public Backoff between(Duration newFirst, Duration newMax) {
        return new Backoff(newFirst, newMax, jitter, stableAfter);
    }

    /** The pause after {@code failures} failures in a row, at least 1. */
    Duration pause(int failures, RandomGenerator random) {
        int doublings = Math.min(failures - 1, 30);
        long shortest = Math.max(1, first.toMillis()); // or doubling would get nowhere
        long ceiling =
                Math.min(max.toMillis(), shortest << Math.min(doublings, Long.numberOfLeadingZeros(shortest) - 1));
        return Duration.ofMillis(Math.max(1, Math.round(ceiling * (1 - jitter * random.nextDouble()))));
    }
}
