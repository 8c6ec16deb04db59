package io.sluice.convert;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Frames with their length in front of them, in a stream of chunks of any size. The length counts the payload without itself
 * and is unsigned.
 */
public final class LengthFraming {

    private final int width;
    private final ByteOrder order;
    private final int maxBytes;

    private LengthFraming(int width, ByteOrder order, int maxBytes) {
        this.width = width;
        this.order = order;
        this.maxBytes = maxBytes;
    }

    /**
     * Lengths of four bytes, the most significant first.
     *
     * @param maxBytes the largest payload, at least 0
     */
    public static LengthFraming of(int maxBytes) {
        return of(4, ByteOrder.BIG_ENDIAN, maxBytes);
    }

    /**
     * Lengths of {@code width} bytes.
     *
     * @param width 1, 2, 3, 4 or 8
     * @param order of the bytes of a length
     * @param maxBytes the largest payload, at least 0; there is no default, since it is what a peer can make this side hold
     */
    public static LengthFraming of(int width, ByteOrder order, int maxBytes) {
        if (width != 1 && width != 2 && width != 3 && width != 4 && width != 8) {
            throw new IllegalArgumentException("a length has 1, 2, 3, 4 or 8 bytes, not " + width);
        }
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        return new LengthFraming(width, Objects.requireNonNull(order, "order"), maxBytes);
    }

    /**
     * Cuts chunks into the payloads of frames.
     *
     * <pre>
     * chunks    --(2 a)-----(b 1 c 3 d)-----------(e f)-----|
     * payloads  ------------(ab)--(c)-------------(def)-----|
     * </pre>
     *
     * <p>Backpressure: honoured, counted in payloads; the source is asked for one chunk at a time, when all the frames in the
     * one before are emitted.
     *
     * <p>Threading: payloads are emitted on the thread of the source or of {@code request}.
     *
     * <p>Errors: {@link ConversionException} with 1009 for a length over {@code maxBytes}, as soon as the length is there and
     * before anything is allocated for it; with 1007 when the source completes within a frame.
     *
     * <p>Memory: one chunk and one payload, or what has come of it: room is made for bytes that are there, not for bytes that
     * are announced, and is at most twice as much (for payloads over 4 MiB, 4 MiB more). Payloads are copies: none holds on to
     * its chunk.
     */
    public Conversion<Buffer, Buffer> decode() {
        return StepFlowable.conversion(() -> new LengthStep(width, order, maxBytes));
    }

    /**
     * Puts its length in front of each payload.
     *
     * <p>Backpressure: honoured, one frame for each payload. Errors: {@link IllegalArgumentException} for a payload over
     * {@code maxBytes}, or longer than {@code width} bytes can say. Memory: one frame.
     */
    public Conversion<Buffer, Buffer> encode() {
        return payloads -> encode(payloads);
    }

    private Flowable<Buffer> encode(Flowable<Buffer> payloads) {
        return payloads.map(this::frame);
    }

    private Buffer frame(Buffer payload) {
        int length = payload.length();
        if (length > Math.min(maxBytes, longest(width))) {
            throw new IllegalArgumentException("a payload of " + length + " bytes is over " + maxBytes
                    + " or over what " + width + " bytes can say");
        }
        Buffer frame = Buffer.buffer(width + length);
        for (int i = 0; i < width; i++) {
            int shift = Byte.SIZE * (order == ByteOrder.BIG_ENDIAN ? width - 1 - i : i);
            frame.appendByte((byte) ((long) length >>> shift));
        }
        return frame.appendBuffer(payload);
    }

    private static int longest(int width) {
        return width < Integer.BYTES ? (1 << (Byte.SIZE * width)) - 1 : Integer.MAX_VALUE;
    }
}
