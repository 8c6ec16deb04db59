package io.sluice.convert;

import io.reactivex.rxjava3.core.FlowableConverter;
import io.reactivex.rxjava3.core.Single;
import io.vertx.core.buffer.Buffer;

/** A stream of chunks as a whole. */
public final class Chunks {

    private Chunks() {}

    /**
     * Joins all chunks into one buffer, for {@link io.reactivex.rxjava3.core.Flowable#to}.
     *
     * <pre>
     * chunks  --(a)--(bc)--(d)--|
     * whole   ------------------(abcd)|
     * </pre>
     *
     * <p>Backpressure: asks for all chunks, since none of them can wait for another.
     *
     * <p>Errors: {@link ConversionException} with 1009, and the source is cancelled, at the chunk with which there are more than
     * {@code maxBytes}; it is not copied.
     *
     * <p>Memory: {@code maxBytes}, with room for at most twice as much (above 4 MiB, 4 MiB more).
     *
     * @param maxBytes of all chunks together, at least 0
     */
    public static FlowableConverter<Buffer, Single<Buffer>> join(int maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
        }
        return chunks -> chunks.collect(Buffer::buffer, (whole, chunk) -> {
            if ((long) whole.length() + chunk.length() > maxBytes) {
                throw ConversionException.tooLarge("the stream", maxBytes);
            }
            whole.appendBuffer(chunk);
        });
    }
}
