package io.sluice.examples.trading.market;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigDecimal;
import java.util.zip.CRC32;

/**
 * CRC32 over the digits of the top of a book: ten asks upwards, then ten bids downwards, each price then quantity, as their wire
 * strings without the point and without leading zeros.
 */
final class BookChecksum {

    /** How many levels of a side count. */
    static final int DEPTH = 10;

    private final CRC32 crc = new CRC32();

    /** What a level adds to the checksum. */
    static byte[] digits(PriceLevel level) {
        return (digits(level.price()) + digits(level.quantity())).getBytes(US_ASCII);
    }

    void add(byte[] digits) {
        crc.update(digits, 0, digits.length);
    }

    long value() {
        return crc.getValue();
    }

    /** The number without its point is its unscaled value, unless zeros are left out of that (a negative scale). */
    private static String digits(BigDecimal decimal) {
        return decimal.setScale(Math.max(0, decimal.scale())).unscaledValue().toString();
    }
}
