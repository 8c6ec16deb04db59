package io.sluice.aggregate;

import java.time.Duration;
import java.util.Objects;

/** Checks of options. */
final class Limits {

    private Limits() {}

    static int positive(int value, String name) {
        return (int) positive((long) value, name);
    }

    static long positive(long value, String name) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
        return value;
    }

    /** The nanoseconds of a positive duration; of one beyond 292 years, {@link Long#MAX_VALUE}. */
    static long nanos(Duration duration, String name) {
        Objects.requireNonNull(duration, name);
        if (duration.isZero() || duration.isNegative()) {
            throw new IllegalArgumentException(name + " must be positive, not " + duration);
        }
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return Long.MAX_VALUE;
        }
    }

    /** The weight a user's function gave. */
    static long weight(long weight) {
        if (weight < 0) {
            throw new IllegalArgumentException("a weight must not be negative, as " + weight + " is");
        }
        return weight;
    }
}
