package io.sluice.aggregate;

import java.math.BigDecimal;

/** Keeps sums of decimals from growing without bound: {@code 1 + 1e-20000000} has twenty million digits. */
final class Decimals {

    /** Before or behind the point: what JSON parsers take for a number at most, and far more than prices have. */
    static final int MAX_DIGITS = 1_000;

    private static final int MAX_BITS = 3_322; // of so many digits

    private Decimals() {}

    /**
     * Returns {@code amount}.
     *
     * @throws IllegalArgumentException if it has more than {@value #MAX_DIGITS} digits before or behind the point
     */
    static BigDecimal requireReasonable(BigDecimal amount) {
        int scale = amount.scale();
        if (scale > MAX_DIGITS || scale < -MAX_DIGITS || amount.unscaledValue().bitLength() > MAX_BITS) {
            throw new IllegalArgumentException(
                    "a decimal with more than " + MAX_DIGITS + " digits before or behind the point");
        }
        return amount;
    }
}
