package io.sluice.perf.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.perf.serve.Payload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What clients send, masked once for all of them: a masking key is there to be unpredictable, which nothing here needs. */
final class MaskedFrames {

    private static final int KEY = 0x3b_91_c4_5e;
    private static final Map<Long, ByteBuf> MADE = new ConcurrentHashMap<>();

    private MaskedFrames() {}

    /** So many text frames in a row, of a text of so many bytes each; shared, and not to be released. */
    static ByteBuf of(int count, int bytes) {
        return MADE.computeIfAbsent(((long) count << 32) | bytes, key -> make(count, bytes));
    }

    private static ByteBuf make(int count, int bytes) {
        ByteBuf frames = Unpooled.directBuffer(count * (bytes + 14));
        for (int i = 0; i < count; i++) {
            frame(Payload.text(i, 0, bytes).getBytes(US_ASCII), frames);
        }
        return Unpooled.unreleasableBuffer(frames.asReadOnly());
    }

    /** RFC 6455, sections 5.2 and 5.3. */
    static void frame(byte[] payload, ByteBuf out) {
        out.writeByte(0x81);
        if (payload.length <= 125) {
            out.writeByte(0x80 | payload.length);
        } else if (payload.length <= 0xffff) {
            out.writeByte(0x80 | 126).writeShort(payload.length);
        } else {
            out.writeByte(0x80 | 127).writeLong(payload.length);
        }
        out.writeInt(KEY);
        for (int i = 0; i < payload.length; i++) {
            out.writeByte(payload[i] ^ (KEY >>> (24 - 8 * (i & 3))));
        }
    }
}
