package io.sluice.convert;

import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;
import java.util.zip.Deflater;

/**
 * Compression of payloads, apart from what the WebSocket itself may do (RFC 7692), for peers that deflate by themselves, as many
 * exchanges do.
 *
 * <p>A stream is one zlib stream however it is cut into chunks; a message is one of its own. Immutable.
 */
public final class Deflate {

    /** What is made at a time. */
    static final int PIECE_BYTES = 8 << 10;

    private final boolean raw;
    private final int level;

    private Deflate(boolean raw, int level) {
        this.raw = raw;
        this.level = level;
    }

    /** Deflated data in the zlib format (RFC 1950), with a checksum. */
    public static Deflate zlib() {
        return new Deflate(false, Deflater.DEFAULT_COMPRESSION);
    }

    /** Deflated data as it is (RFC 1951). */
    public static Deflate raw() {
        return new Deflate(true, Deflater.DEFAULT_COMPRESSION);
    }

    /** The same at another level: 1 (fastest) to 9 (smallest); by default that of zlib, 6. */
    public Deflate withLevel(int value) {
        if (value < 1 || value > 9) {
            throw new IllegalArgumentException("level must be 1 to 9, not " + value);
        }
        return new Deflate(raw, value);
    }

    /**
     * Deflates a stream of chunks. Each chunk is flushed: with what has been emitted for it, the reader can inflate it.
     *
     * <pre>
     * chunks  --A------B---------|
     * pieces  --a1-a2--b1--------(end)|
     * </pre>
     *
     * <p>Backpressure: honoured, counted in pieces of at most 8 KiB; the source is asked for one chunk at a time. Threading: on
     * the thread of the source or of {@code request}.
     *
     * <p>Memory: one chunk, twice, and two pieces; 260 KB outside the heap from the subscription to its end.
     */
    public Conversion<Buffer, Buffer> encode() {
        return StepFlowable.conversion(() -> new DeflateStep(level, raw));
    }

    /**
     * Inflates a stream of chunks.
     *
     * <pre>
     * chunks  --a1-a2--b1-----|
     * pieces  -----A1--A2-B1--|
     * </pre>
     *
     * <p>Backpressure: honoured, counted in pieces of at most 8 KiB, which are inflated one by one as they are asked for, one
     * ahead; the source is asked for one chunk at a time, when the one before is used up. Threading: on the thread of the source
     * or of {@code request}.
     *
     * <p>Errors: {@link ConversionException} with 1009 when there are more than {@code maxBytes}, behind the pieces before; with
     * 1007 for what is not deflated, for an end within it and for bytes behind it.
     *
     * <p>Memory: one chunk, twice, and two pieces, however much is in it; 40 KB outside the heap from the subscription to its
     * end.
     *
     * @param maxBytes of the whole stream, inflated; {@link Long#MAX_VALUE} for a stream that need not end
     */
    public Conversion<Buffer, Buffer> decode(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        return StepFlowable.conversion(() -> new InflateStep(raw, maxBytes));
    }

    /**
     * Deflates each message, text or binary, to a binary one.
     *
     * <p>Backpressure: honoured, one for one. Threading: on the thread of the source. Memory: one message and its deflated form;
     * 260 KB outside the heap meanwhile.
     */
    public Conversion<Message, Message> encodeMessages() {
        return messages -> messages.map(this::deflated);
    }

    /**
     * Inflates each message to a binary one; {@link Messages#binaryAsText()} makes a text of it.
     *
     * <p>Backpressure: honoured, one for one. Threading: on the thread of the source.
     *
     * <p>Errors: {@link ConversionException} with 1003 for a text message, 1009 for one that is over {@code maxBytes} when
     * inflated, 1007 for what is not deflated, is cut off or has bytes behind it.
     *
     * <p>Memory: one message and what is inflated of it, at most {@code maxBytes}, with room for at most twice as much (above 4
     * MiB, 4 MiB more), and once more while it is handed over. It grows with what is there: a bomb costs {@code maxBytes}, not
     * what it would become.
     *
     * @param maxBytes of one message, inflated
     */
    public Conversion<Message, Message> decodeMessages(int maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        return messages -> messages.map(message -> inflated(message, maxBytes));
    }

    private Message deflated(Message message) {
        return whole(new DeflateStep(level, raw), message);
    }

    private Message inflated(Message message, int maxBytes) {
        return whole(new InflateStep(raw, maxBytes), Messages.requireBinary(message));
    }

    private static Message whole(Step<Buffer, Buffer> step, Message message) {
        Buffer all = Buffer.buffer();
        try {
            step.accept(Buffer.buffer(message.bytes()));
            step.finish();
            for (Buffer piece = step.next(); piece != null; piece = step.next()) {
                all.appendBuffer(piece);
            }
        } finally {
            step.close();
        }
        return BinaryMessage.ofShared(all.getBytes());
    }
}
