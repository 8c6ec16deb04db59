package io.sluice.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One WebSocket frame (RFC 6455 section 5.2) as a test wants it, allowed or not. */
public final class Frame {

    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHOWN = 24;

    private final int firstByte;
    private final byte[] payload;

    private Frame(int firstByte, byte[] payload) {
        this.firstByte = firstByte;
        this.payload = payload;
    }

    public static Frame of(int opcode, byte... payload) {
        return new Frame(FINAL | opcode, payload);
    }

    public static Frame text(String text) {
        return of(TEXT, text.getBytes(UTF_8));
    }

    public static Frame binary(byte... payload) {
        return of(BINARY, payload);
    }

    public static Frame continuation(byte... payload) {
        return of(CONTINUATION, payload);
    }

    public static Frame ping(String payload) {
        return of(PING, payload.getBytes(UTF_8));
    }

    public static Frame pong(String payload) {
        return of(PONG, payload.getBytes(UTF_8));
    }

    public static Frame close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        return of(
                CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    /** A close frame without a code. */
    public static Frame emptyClose() {
        return of(CLOSE);
    }

    static Frame received(int firstByte, byte[] payload) {
        return new Frame(firstByte, payload);
    }

    /** The same frame without its FIN bit: more fragments follow. */
    public Frame unfinished() {
        return new Frame(firstByte & ~FINAL, payload);
    }

    /** The same frame with reserved bits, 1 to 7. */
    public Frame reserved(int bits) {
        return new Frame(firstByte | bits << 4, payload);
    }

    public int opcode() {
        return firstByte & 0xF;
    }

    /** 1 to 7, or 0 for none. */
    public int reservedBits() {
        return firstByte >> 4 & 7;
    }

    public boolean isFinal() {
        return (firstByte & FINAL) != 0;
    }

    public byte[] payload() {
        return payload;
    }

    public String text() {
        return new String(payload, UTF_8);
    }

    /** The code of a close frame, 1005 if it has none. */
    public int closeCode() {
        return payload.length == 0 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
    }

    public String closeReason() {
        return payload.length == 0 ? "" : new String(payload, 2, payload.length - 2, UTF_8);
    }

    /** As it travels: clients mask, servers do not. */
    public byte[] encode(boolean masked) {
        byte[] head = header(firstByte, payload.length, masked);
        ByteBuffer out = ByteBuffer.allocate(head.length + (masked ? 4 : 0) + payload.length)
                .put(head);
        if (masked) {
            byte[] key = new byte[4];
            ThreadLocalRandom.current().nextBytes(key);
            out.put(key);
            for (int i = 0; i < payload.length; i++) {
                out.put((byte) (payload[i] ^ key[i & 3]));
            }
        } else {
            out.put(payload);
        }
        return out.array();
    }

    /** The start of a frame that claims {@code length} bytes: first byte and length, without the key. */
    public static byte[] header(int firstByte, long length, boolean masked) {
        int mask = masked ? MASKED : 0;
        ByteBuffer out = ByteBuffer.allocate(10).put((byte) firstByte);
        if (length >= 0 && length <= 125) {
            out.put((byte) (mask | length));
        } else if (length >= 0 && length <= 0xFFFF) {
            out.put((byte) (mask | 126)).putShort((short) length);
        } else {
            out.put((byte) (mask | 127)).putLong(length);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Equal on the wire, but for the masking key. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Frame frame && frame.firstByte == firstByte && Arrays.equals(frame.payload, payload);
    }

    @Override
    public int hashCode() {
        return 31 * firstByte + Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        String start = HexFormat.of().formatHex(payload, 0, Math.min(payload.length, SHOWN));
        return "frame 0x" + Integer.toHexString(firstByte) + " of " + payload.length + " bytes " + start;
    }
}
