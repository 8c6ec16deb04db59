package io.sluice.convert;

import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A user's own codec, as an example: a fixed layout in the manner of Simple Binary Encoding, written by hand.
 *
 * <p>A header of four 16-bit numbers (length of the fixed block, template, schema, version), then the block, all little endian:
 * price and quantity as 64-bit mantissas of eight decimals, then eight bytes of symbol, padded with zeros. A reader takes what it
 * knows of a longer block, which is how SBE lets a later version add fields at its end.
 */
final class QuoteLayout implements Codec<QuoteLayout.Quote> {

    /** A price for a quantity, both with eight decimals. */
    record Quote(String symbol, long price, long quantity) {}

    private static final int HEADER = 8;
    private static final int SYMBOL = 8;
    private static final int BLOCK = 2 * Long.BYTES + SYMBOL;
    private static final short TEMPLATE = 1;
    private static final short SCHEMA = 7;

    @Override
    public Message encode(Quote quote) {
        if (quote.symbol().length() > SYMBOL || !quote.symbol().chars().allMatch(unit -> unit > 0 && unit < 0x80)) {
            throw new IllegalArgumentException("a symbol has up to 8 ASCII characters, unlike " + quote.symbol());
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + BLOCK).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putShort((short) BLOCK).putShort(TEMPLATE).putShort(SCHEMA).putShort((short) 0);
        bytes.putLong(quote.price()).putLong(quote.quantity());
        quote.symbol().chars().forEach(unit -> bytes.put((byte) unit));
        return BinaryMessage.ofShared(bytes.array());
    }

    /** What is too short for its layout throws here, and closes with 1007. */
    @Override
    public Quote decode(Message message) {
        ByteBuffer bytes = ByteBuffer.wrap(message.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int block = bytes.getShort() & 0xFFFF;
        if (block < BLOCK || bytes.getShort() != TEMPLATE || bytes.getShort() != SCHEMA) {
            throw new IllegalArgumentException("not a quote");
        }
        long price = bytes.getLong(HEADER);
        long quantity = bytes.getLong(HEADER + Long.BYTES);
        StringBuilder symbol = new StringBuilder(SYMBOL);
        for (int i = 0; i < SYMBOL; i++) {
            byte unit = bytes.get(HEADER + 2 * Long.BYTES + i);
            if (unit != 0) {
                symbol.append((char) unit);
            }
        }
        return new Quote(symbol.toString(), price, quantity);
    }
}
