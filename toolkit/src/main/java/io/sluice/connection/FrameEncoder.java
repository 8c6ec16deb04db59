package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * Writes whole messages as single frames (RFC 6455 section 5.2), masked on the client side.
 *
 * <p>Threading: the event loop of one connection.
 */
final class FrameEncoder {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;

    /** Added to the opcode of a compressed message: reserved bit 1 (RFC 7692 section 6). */
    static final int COMPRESSED = 0x40;

    /** Header with the longest length form and a masking key. */
    static final int MAX_HEADER_BYTES = 14;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;

    private final @Nullable SecureRandom maskingKeys;

    private FrameEncoder(@Nullable SecureRandom maskingKeys) {
        this.maskingKeys = maskingKeys;
    }

    /** For servers, which must not mask (RFC 6455 section 5.1). */
    static FrameEncoder unmasked() {
        return new FrameEncoder(null);
    }

    /** For clients, which must mask with keys a network peer cannot predict (RFC 6455 sections 5.3 and 10.3). */
    static FrameEncoder masked() {
        return new FrameEncoder(new SecureRandom());
    }

    /** RFC 6455 section 5.5. */
    static boolean isControl(int opcode) {
        return (opcode & 0x8) != 0;
    }

    /** Whether a payload leaves this encoder byte for byte as it came, so that it need not be copied. */
    boolean keepsPayload() {
        return maskingKeys == null;
    }

    /** Appends header and payload. */
    void encode(int opcode, byte[] payload, ByteBuf out) {
        if (maskingKeys == null) {
            header(FINAL | opcode, payload.length, 0, out);
            out.writeBytes(payload);
        } else {
            int key = maskingKeys.nextInt();
            header(FINAL | opcode, payload.length, MASKED, out);
            out.writeInt(key);
            mask(payload, key, out);
        }
    }

    /** Appends the header alone; for encoders that keep the payload. */
    void header(int opcode, int length, ByteBuf out) {
        header(FINAL | opcode, length, 0, out);
    }

    private static void header(int firstByte, int length, int maskBit, ByteBuf out) {
        out.writeByte(firstByte);
        if (length <= 125) {
            out.writeByte(maskBit | length);
        } else if (length <= 0xFFFF) {
            out.writeByte(maskBit | 126).writeShort(length);
        } else {
            out.writeByte(maskBit | 127).writeLong(length);
        }
    }

    /** Eight bytes at a time, then the rest one by one (RFC 6455 section 5.3). */
    private static void mask(byte[] payload, int key, ByteBuf out) {
        out.ensureWritable(payload.length);
        long twice = ((long) key << 32) | (key & 0xFFFF_FFFFL);
        int at = 0;
        for (; at + 8 <= payload.length; at += 8) {
            out.writeLong((long) LONGS.get(payload, at) ^ twice);
        }
        for (int shift = 24; at < payload.length; at++, shift = shift == 0 ? 24 : shift - 8) {
            out.writeByte(payload[at] ^ (key >>> shift));
        }
    }
}
