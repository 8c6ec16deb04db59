package io.sluice.internal;

import java.util.concurrent.atomic.AtomicLong;

/** The one place where demand is counted: sums stop at {@link Long#MAX_VALUE}, which means "without bound". */
public final class Demand {

    private Demand() {}

    /** Adds {@code n} to the demand kept in {@code requested}; returns what it was before. */
    public static long add(AtomicLong requested, long n) {
        return requested.getAndUpdate(current -> sum(current, n));
    }

    /** Takes {@code n} emitted items off; unbounded demand stays unbounded. */
    public static void produced(AtomicLong requested, long n) {
        if (n != 0) {
            requested.updateAndGet(current -> current == Long.MAX_VALUE ? current : current - n);
        }
    }

    /** {@code a + b} for non-negative values, at most {@link Long#MAX_VALUE}. */
    public static long sum(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** Whether {@code n} is a request Reactive Streams allows. */
    public static boolean isValid(long n) {
        return n > 0;
    }

    /** The error a subscriber gets for a request that rule 3.9 forbids. */
    public static IllegalArgumentException violation(long n) {
        return new IllegalArgumentException("rule 3.9: request(" + n + ") is not a demand; n must be positive");
    }
}
