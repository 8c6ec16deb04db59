package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.zip.Inflater;

/**
 * The last 32 KB that were inflated, which what follows may refer to (RFC 1951 section 2). It is inflated into directly, round
 * and round, so that keeping it copies nothing.
 *
 * <p>Not thread-safe.
 */
final class SlidingWindow {

    static final int BYTES = 32 << 10;

    private final byte[] bytes = new byte[BYTES];
    private int at;
    private boolean full;

    void clear() {
        at = 0;
        full = false;
    }

    byte[] array() {
        return bytes;
    }

    /** Where the next bytes go. */
    int position() {
        return at;
    }

    /** How many bytes go there. */
    int room() {
        return BYTES - at;
    }

    /** Takes in the {@code count} bytes that were put at {@link #position}; a view of them, to be read before the next. */
    ByteBuf advance(int count) {
        ByteBuf added = Unpooled.wrappedBuffer(bytes, at, count);
        at += count;
        if (at == BYTES) {
            at = 0;
            full = true;
        }
        return added;
    }

    /** Has a fresh {@code inflater} know what is in this window. */
    void teach(Inflater inflater) {
        if (full) {
            inflater.setDictionary(bytes, at, BYTES - at);
        }
        if (at > 0) {
            inflater.setDictionary(bytes, 0, at);
        }
    }
}
