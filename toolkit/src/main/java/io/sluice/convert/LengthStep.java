package io.sluice.convert;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Cuts chunks into frames that begin with their length. */
final class LengthStep implements Step<Buffer, Buffer> {

    private static final Buffer NONE = Buffer.buffer(0);

    private final int width;
    private final boolean bigEndian;
    private final int maxBytes;

    private Buffer chunk = NONE;
    private int at;
    private int prefixBytes; // of the length, read so far
    private long length; // unsigned
    private @Nullable Buffer gathered; // of a payload whose begin was in an earlier chunk
    private boolean noMore;

    LengthStep(int width, ByteOrder order, int maxBytes) {
        this.width = width;
        this.bigEndian = order == ByteOrder.BIG_ENDIAN;
        this.maxBytes = maxBytes;
    }

    @Override
    public void accept(Buffer next) {
        chunk = next;
        at = 0;
    }

    @Override
    public @Nullable Buffer next() {
        Buffer payload = readLength() ? readPayload() : null;
        if (payload == null) {
            chunk = NONE;
            at = 0;
            if (noMore && prefixBytes > 0) {
                throw ConversionException.malformed("the stream ends within a frame");
            }
        }
        return payload;
    }

    @Override
    public void finish() {
        noMore = true;
    }

    /** Whether the whole length is there, and within bounds. */
    private boolean readLength() {
        while (prefixBytes < width) {
            if (at == chunk.length()) {
                return false;
            }
            long unit = chunk.getByte(at++) & 0xFF;
            length = bigEndian ? (length << Byte.SIZE) | unit : length | (unit << (Byte.SIZE * prefixBytes));
            prefixBytes++;
        }
        if (Long.compareUnsigned(length, maxBytes) > 0) {
            throw ConversionException.tooLarge("a frame", maxBytes);
        }
        return true;
    }

    private @Nullable Buffer readPayload() {
        int size = (int) length;
        int known = gathered == null ? 0 : gathered.length();
        int taken = Math.min(size - known, chunk.length() - at);
        if (gathered == null) {
            gathered = Buffer.buffer(taken);
        }
        Buffer payload = gathered.appendBuffer(chunk, at, taken);
        at += taken;
        if (payload.length() < size) {
            return null;
        }
        gathered = null;
        prefixBytes = 0;
        length = 0;
        return payload;
    }
}
