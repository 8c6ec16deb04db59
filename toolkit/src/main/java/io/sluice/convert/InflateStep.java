package io.sluice.convert;

import io.vertx.core.buffer.Buffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Inflates in pieces of a fixed size, and counts them. */
final class InflateStep implements Step<Buffer, Buffer> {

    private final Inflater inflater;
    private final long maxBytes;
    private final byte[] room = new byte[Deflate.PIECE_BYTES];
    private long inflated;
    private boolean noMore;

    InflateStep(boolean raw, long maxBytes) {
        this.inflater = new Inflater(raw);
        this.maxBytes = maxBytes;
    }

    @Override
    public void accept(Buffer chunk) {
        if (chunk.length() > 0) {
            requireNothingBehindTheEnd();
            inflater.setInput(chunk.getBytes());
        }
    }

    @Override
    public @Nullable Buffer next() {
        int length = inflate();
        if (length > 0) {
            inflated += length;
            if (inflated > maxBytes) {
                throw ConversionException.tooLarge("what was inflated", maxBytes);
            }
            return Buffer.buffer(length).appendBytes(room, 0, length);
        }
        if (inflater.getRemaining() > 0) {
            requireNothingBehindTheEnd();
        }
        if (inflater.needsDictionary()) {
            throw ConversionException.malformed("deflated with a dictionary");
        }
        if (noMore && !inflater.finished()) {
            throw ConversionException.malformed("the stream ends within what was deflated");
        }
        return null;
    }

    @Override
    public void finish() {
        noMore = true;
    }

    @Override
    public void close() {
        inflater.end();
    }

    private int inflate() {
        try {
            return inflater.inflate(room);
        } catch (DataFormatException malformed) {
            throw ConversionException.malformed("not deflated", malformed);
        }
    }

    private void requireNothingBehindTheEnd() {
        if (inflater.finished()) {
            throw ConversionException.malformed("bytes behind the end of what was deflated");
        }
    }
}
