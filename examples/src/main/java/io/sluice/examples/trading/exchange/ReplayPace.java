package io.sluice.examples.trading.exchange;

import java.time.Duration;

/**
 * When each line of a recording is due: {@code start + (time - first time) / speed}. Knows no clock; it is told the time.
 *
 * <p>Threading: one thread at a time.
 */
final class ReplayPace {

    private final double speed;
    private boolean begun;
    private long startNanos;
    private long firstNanos;
    private long worstLatenessNanos;

    /** @param speed seconds of the recording a second of ours; positive */
    ReplayPace(double speed) {
        this.speed = speed;
    }

    /** How long after {@code now} the line recorded at {@code timeNanos} is due; not positive if it is now. The first line is due now. */
    long nanosUntil(long timeNanos, long now) {
        if (!begun) {
            begun = true;
            startNanos = now;
            firstNanos = timeNanos;
        }
        return startNanos + toOurs(timeNanos - firstNanos) - now;
    }

    /** A span of the recording as a span of ours. */
    long toOurs(long recordedNanos) {
        return Math.round(recordedNanos / speed);
    }

    /** Takes note that a line was sent {@code nanos} after it was due. */
    void sentLate(long nanos) {
        worstLatenessNanos = Math.max(worstLatenessNanos, nanos);
    }

    /** How long ago the first line was due. */
    Duration sinceStart(long now) {
        return begun ? Duration.ofNanos(now - startNanos) : Duration.ZERO;
    }

    long worstLatenessNanos() {
        return worstLatenessNanos;
    }
}
