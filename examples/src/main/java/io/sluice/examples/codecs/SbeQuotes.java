package io.sluice.examples.codecs;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.sluice.convert.Codec;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Quotes in Simple Binary Encoding, laid out by hand as its generator would: fields at fixed places, behind a header that says how
 * long they are and of which template. The schema is {@code quotes.xml} among the resources.
 */
// snippet: sbe
public final class SbeQuotes implements Codec<Quote> {

    private static final int TEMPLATE = 1;
    private static final int SCHEMA = 7;

    private static final int HEADER = 8; // length of the fields, template, schema and its version, 16 bits each
    private static final int PRICE = HEADER;
    private static final int QUANTITY = PRICE + Long.BYTES;
    private static final int SYMBOL = QUANTITY + Long.BYTES;
    private static final int SYMBOL_LENGTH = 8;
    private static final int END = SYMBOL + SYMBOL_LENGTH;

    @Override
    public Message encode(Quote quote) {
        String symbol = quote.symbol();
        if (symbol.length() > SYMBOL_LENGTH || !symbol.chars().allMatch(c -> c > 0 && c < 0x80)) {
            throw new IllegalArgumentException("a symbol has up to 8 ASCII characters, unlike " + symbol);
        }
        UnsafeBuffer buffer = new UnsafeBuffer(new byte[END]); // what is not written is zero: the symbol's padding
        buffer.putShort(0, (short) (END - HEADER), LITTLE_ENDIAN);
        buffer.putShort(2, (short) TEMPLATE, LITTLE_ENDIAN);
        buffer.putShort(4, (short) SCHEMA, LITTLE_ENDIAN);
        buffer.putLong(PRICE, quote.price(), LITTLE_ENDIAN);
        buffer.putLong(QUANTITY, quote.quantity(), LITTLE_ENDIAN);
        buffer.putStringWithoutLengthAscii(SYMBOL, symbol);
        return BinaryMessage.ofShared(buffer.byteArray());
    }

    /** Fields that a later version of the schema has behind these are passed over. */
    @Override
    public Quote decode(Message message) {
        DirectBuffer buffer = new UnsafeBuffer(message.bytes());
        if (buffer.capacity() < END
                || Short.toUnsignedInt(buffer.getShort(0, LITTLE_ENDIAN)) < END - HEADER
                || buffer.getShort(2, LITTLE_ENDIAN) != TEMPLATE
                || buffer.getShort(4, LITTLE_ENDIAN) != SCHEMA) {
            throw new IllegalArgumentException("not a quote"); // closes the connection with 1007
        }
        int length = 0;
        while (length < SYMBOL_LENGTH && buffer.getByte(SYMBOL + length) != 0) {
            length++;
        }
        return new Quote(
                buffer.getStringWithoutLengthAscii(SYMBOL, length),
                buffer.getLong(PRICE, LITTLE_ENDIAN),
                buffer.getLong(QUANTITY, LITTLE_ENDIAN));
    }
}
// end
