package io.sluice.convert;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;

/** Frames that end with a delimiter, in a stream of chunks of any size: lines, or records of a text protocol. */
public final class DelimiterFraming {

    private final byte[] delimiter;
    private final int[] borders;
    private final int maxBytes;

    private DelimiterFraming(byte[] delimiter, int maxBytes) {
        this.delimiter = delimiter;
        this.borders = DelimiterMatch.borders(delimiter);
        this.maxBytes = maxBytes;
    }

    /** Lines that end with a line feed. */
    public static DelimiterFraming lines(int maxBytes) {
        return of(Buffer.buffer("\n"), maxBytes);
    }

    /**
     * Frames that end with {@code delimiter}.
     *
     * @param delimiter at least one byte; copied
     * @param maxBytes the largest frame without its delimiter, at least 0; there is no default, since it is what a peer can make
     *     this side hold
     */
    public static DelimiterFraming of(Buffer delimiter, int maxBytes) {
        if (delimiter.length() == 0) {
            throw new IllegalArgumentException("a delimiter has at least one byte");
        }
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        return new DelimiterFraming(delimiter.getBytes(), maxBytes);
    }

    /**
     * Cuts chunks into frames, without their delimiters. What follows the last delimiter is a frame too, unless it is empty.
     *
     * <pre>
     * chunks  --(a)-----(b \n c \n)-----(d)-----|
     * frames  ----------(ab)--(c)-------------(d)|
     * </pre>
     *
     * <p>Backpressure: honoured, counted in frames; the source is asked for one chunk at a time, when all the frames in the one
     * before are emitted.
     *
     * <p>Threading: frames are emitted on the thread of the source or of {@code request}.
     *
     * <p>Errors: {@link ConversionException} with 1009 as soon as a frame is known to be over {@code maxBytes}, behind the frames
     * before it and before anything is allocated for what is too much.
     *
     * <p>Memory: one chunk and one frame, or what has come of it and a begun delimiter, with room for at most twice as much (for
     * frames over 4 MiB, 4 MiB more). Frames are copies: none holds on to its chunk.
     */
    public Conversion<Buffer, Buffer> decode() {
        return StepFlowable.conversion(() -> new DelimiterStep(new DelimiterMatch(delimiter, borders), maxBytes));
    }

    /**
     * Puts the delimiter behind each frame.
     *
     * <p>Backpressure: honoured, one for one. Errors: {@link IllegalArgumentException} for a frame over {@code maxBytes}, or one
     * that a reader would cut elsewhere, since the delimiter is in it. Memory: one frame.
     */
    public Conversion<Buffer, Buffer> encode() {
        return frames -> encode(frames);
    }

    private Flowable<Buffer> encode(Flowable<Buffer> frames) {
        return frames.map(this::delimited);
    }

    private Buffer delimited(Buffer frame) {
        if (frame.length() > maxBytes) {
            throw new IllegalArgumentException("a frame of " + frame.length() + " bytes is over " + maxBytes);
        }
        Buffer whole = Buffer.buffer(frame.length() + delimiter.length)
                .appendBuffer(frame)
                .appendBytes(delimiter);
        if (new DelimiterMatch(delimiter, borders).end(whole, 0) != whole.length()) {
            throw new IllegalArgumentException("the delimiter is in a frame");
        }
        return whole;
    }
}
