package io.sluice.internal;

import org.jspecify.annotations.Nullable;

/**
 * Arithmetic of demand: a count of values asked for, in which {@link Long#MAX_VALUE} means "without end" and stays so.
 *
 * <p>Threading: pure functions; the caller guards the count.
 */
public final class Demand {

    private Demand() {}

    /** Demand after {@code n} more were requested, capped at {@link Long#MAX_VALUE} (Reactive Streams rule 3.17). */
    public static long add(long demand, long n) {
        long sum = demand + n;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /**
     * Demand after {@code n} values were produced.
     *
     * @throws IllegalStateException if more were produced than requested, which is a bug of the caller
     */
    public static long produced(long demand, long n) {
        if (demand == Long.MAX_VALUE) {
            return demand;
        }
        if (n > demand) {
            throw new IllegalStateException("produced " + n + " values with a demand of " + demand);
        }
        return demand - n;
    }

    /** The error that {@code request(n)} must be answered with, or null if it may pass (Reactive Streams rule 3.9). */
    public static @Nullable IllegalArgumentException violation(long n) {
        return n > 0 ? null : new IllegalArgumentException("rule 3.9: request(n) needs n > 0, not " + n);
    }
}
