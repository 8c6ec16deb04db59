package io.sluice.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the fields of a frame. Allocates nothing larger than what is left to read, whatever a length says.
 *
 * <p>Threading: confined to whoever owns it.
 */
final class ByteReader {

    static final long MAX_COUNT = 1L << 60;

    private final ByteBuffer view;

    ByteReader(byte[] bytes) {
        view = ByteBuffer.wrap(bytes);
    }

    private ByteReader(ByteBuffer view) {
        this.view = view;
    }

    boolean hasMore() {
        return view.hasRemaining();
    }

    int u8() {
        need(1);
        return view.get() & 0xFF;
    }

    int i32() {
        need(4);
        return view.getInt();
    }

    long i64() {
        need(8);
        return view.getLong();
    }

    /** A number that counts something; small enough for sums of a few not to overflow. */
    long count() {
        long count = i64();
        if (count < 0 || count > MAX_COUNT) {
            throw new MalformedFrameException("count out of range");
        }
        return count;
    }

    boolean flag() {
        int value = u8();
        if (value > 1) {
            throw new MalformedFrameException("neither true nor false");
        }
        return value == 1;
    }

    String text() {
        need(2);
        int length = view.getShort() & 0xFFFF;
        need(length);
        byte[] utf8 = new byte[length];
        view.get(utf8);
        // Names hardly ever have a character beyond ASCII; for those, decoding is as good as a copy.
        return isAscii(utf8) ? new String(utf8, StandardCharsets.ISO_8859_1) : decode(utf8);
    }

    private static boolean isAscii(byte[] bytes) {
        int all = 0;
        for (byte b : bytes) {
            all |= b;
        }
        return all >= 0;
    }

    private static String decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException invalid) {
            throw new MalformedFrameException("text is not UTF-8");
        }
    }

    byte[] payload() {
        byte[] payload = new byte[length()];
        view.get(payload);
        return payload;
    }

    /** All that is left. */
    byte[] rest() {
        byte[] rest = new byte[view.remaining()];
        view.get(rest);
        return rest;
    }

    /** At least one. */
    List<byte[]> payloads() {
        int count = i32();
        if (count < 1 || count > view.remaining() / 4) {
            throw new MalformedFrameException("wrong number of payloads");
        }
        List<byte[]> payloads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            payloads.add(payload());
        }
        return payloads;
    }

    /** What follows, as long as it says itself: read apart, so that a part cannot reach into the next. */
    ByteReader enclosed() {
        int length = length();
        ByteBuffer part = view.slice(view.position(), length);
        view.position(view.position() + length);
        return new ByteReader(part);
    }

    private int length() {
        int length = i32();
        if (length < 0) {
            throw new MalformedFrameException("negative length");
        }
        need(length);
        return length;
    }

    private void need(int bytes) {
        if (view.remaining() < bytes) {
            throw new MalformedFrameException("ends too early");
        }
    }
}
