package io.sluice.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the fields of a frame, big-endian, into an array that grows.
 *
 * <p>Threading: confined to whoever owns it.
 */
final class ByteWriter {

    private byte[] bytes;
    private ByteBuffer view;

    ByteWriter(int capacity) {
        bytes = new byte[capacity];
        view = ByteBuffer.wrap(bytes);
    }

    int length() {
        return view.position();
    }

    void clear() {
        view.clear();
    }

    void u8(int value) {
        ensure(1);
        view.put((byte) value);
    }

    void i32(int value) {
        ensure(4);
        view.putInt(value);
    }

    void i64(long value) {
        ensure(8);
        view.putLong(value);
    }

    /** A text of at most 65,535 bytes in UTF-8. */
    void text(String value) {
        text(value.getBytes(StandardCharsets.UTF_8));
    }

    /** The same, already encoded. */
    void text(byte[] utf8) {
        ensure(2 + utf8.length);
        view.putShort((short) utf8.length);
        view.put(utf8);
    }

    void payload(byte[] payload) {
        ensure(4 + payload.length);
        view.putInt(payload.length);
        view.put(payload);
    }

    void payloads(List<byte[]> payloads) {
        i32(payloads.size());
        for (byte[] payload : payloads) {
            payload(payload);
        }
    }

    /** Replaces the number at {@code index}. */
    void setI32(int index, int value) {
        view.putInt(index, value);
    }

    void raw(byte[] more) {
        ensure(more.length);
        view.put(more);
    }

    /** What was written, which has to fill the capacity exactly; without a copy. */
    byte[] whole() {
        if (view.hasRemaining()) {
            throw new IllegalStateException("there is room left");
        }
        return bytes;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length());
    }

    private void ensure(int more) {
        if (view.remaining() < more) {
            int length = length();
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
            view = ByteBuffer.wrap(bytes).position(length);
        }
    }
}
