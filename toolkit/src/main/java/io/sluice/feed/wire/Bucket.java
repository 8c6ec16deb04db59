package io.sluice.feed.wire;

/**
 * A bucket of tokens, which fills at a rate: for the pace of a client's messages, and of a subscription's.
 *
 * <p>Threading: one at a time.
 */
final class Bucket {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final double perSecond;
    private final double most;
    private double tokens;
    private long filledAt;

    /**
     * A full one.
     *
     * @param most tokens that fit; at least 1
     * @param now in nanoseconds, as all times here
     */
    Bucket(double perSecond, double most, long now) {
        this.perSecond = perSecond;
        this.most = most;
        this.tokens = most;
        this.filledAt = now;
    }

    /** Takes up to {@code wanted} whole tokens; returns how many. */
    long take(long wanted, long now) {
        tokens = Math.min(most, tokens + (now - filledAt) * perSecond / NANOS_PER_SECOND);
        filledAt = now;
        long taken = Math.min(wanted, (long) tokens);
        tokens -= taken;
        return taken;
    }

    /** Puts back one that was not used. */
    void putBack() {
        tokens = Math.min(most, tokens + 1);
    }

    /** Milliseconds, rounded up, until there is a whole one again. */
    long millisToNext() {
        double nanos = Math.max(0, 1 - tokens) * NANOS_PER_SECOND / perSecond;
        return Math.max(1, (long) Math.min(Integer.MAX_VALUE, Math.ceil(nanos / NANOS_PER_MILLI)));
    }
}
