package io.sluice.convert;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** Cuts chunks into frames at a delimiter. */
final class DelimiterStep implements Step<Buffer, Buffer> {

    private static final Buffer NONE = Buffer.buffer(0);

    private final DelimiterMatch match;
    private final int maxBytes;

    private Buffer chunk = NONE;
    private int at;
    private Buffer gathered = NONE; // of a frame that began in an earlier chunk, with a begun delimiter
    private boolean noMore;

    DelimiterStep(DelimiterMatch match, int maxBytes) {
        this.match = match;
        this.maxBytes = maxBytes;
    }

    @Override
    public void accept(Buffer next) {
        chunk = next;
        at = 0;
    }

    @Override
    public @Nullable Buffer next() {
        if (noMore) {
            return rest();
        }
        int end = match.end(chunk, at);
        if (end < 0) {
            gather(chunk.length(), match.pending());
            chunk = NONE;
            at = 0;
            return null;
        }
        Buffer frame = frame(end);
        at = end;
        return frame;
    }

    @Override
    public void finish() {
        noMore = true;
    }

    /** The frame whose delimiter ends before {@code end}. */
    private Buffer frame(int end) {
        int size = gathered.length() + end - at - match.length();
        require(size);
        if (gathered.length() == 0) {
            return Buffer.buffer(size).appendBuffer(chunk, at, size);
        }
        gather(end, match.length());
        Buffer frame = gathered;
        gathered = NONE;
        return frame.length() == size ? frame : frame.slice(0, size);
    }

    /** Keeps the chunk up to {@code end}, whose last {@code delimiting} bytes do not count. */
    private void gather(int end, int delimiting) {
        int length = end - at;
        require((long) gathered.length() + length - delimiting);
        if (length > 0) {
            if (gathered == NONE) {
                gathered = Buffer.buffer(length);
            }
            gathered.appendBuffer(chunk, at, length);
        }
    }

    private void require(long size) {
        if (size > maxBytes) {
            throw ConversionException.tooLarge("a frame", maxBytes);
        }
    }

    private @Nullable Buffer rest() {
        if (gathered.length() == 0) {
            return null;
        }
        Buffer frame = gathered;
        gathered = NONE;
        require(frame.length());
        return frame;
    }
}
