package io.sluice.examples.trading.market;

import java.math.BigDecimal;

/**
 * Decimals as they are written on the wire: digits, and perhaps a point with digits on both sides.
 *
 * <p>Nothing else is taken, though BigDecimal would: what is read must be written again to the letter, and an exponent, a plus
 * sign or a leading zero would not be. The length is bounded as well: reading digits takes time by its square.
 */
final class WireDecimal {

    static final int MAX_LENGTH = 64;

    private WireDecimal() {}

    /**
     * The decimal of that text, with its scale.
     *
     * <p>Errors: an {@link IllegalArgumentException} whose message completes "the field ...".
     */
    static BigDecimal parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("is longer than " + MAX_LENGTH + " characters");
        }
        boolean negative = text.startsWith("-");
        if (!isPlain(text, negative ? 1 : 0)) {
            throw new IllegalArgumentException("is not a number");
        }
        if (negative) {
            throw new IllegalArgumentException("is negative");
        }
        return new BigDecimal(text);
    }

    static String format(BigDecimal decimal) {
        return decimal.toPlainString();
    }

    private static boolean isPlain(String text, int start) {
        int point = text.indexOf('.', start);
        int end = point < 0 ? text.length() : point;
        boolean leadingZero = end - start > 1 && text.charAt(start) == '0';
        return areDigits(text, start, end) && !leadingZero && (point < 0 || areDigits(text, point + 1, text.length()));
    }

    /** Whether there is at least one digit, and only digits of ASCII. */
    private static boolean areDigits(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return start < end;
    }
}
