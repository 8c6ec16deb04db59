package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A buffer through which small batches leave on the JDK's transport. That makes a view of each buffer it hands to the system,
 * 64 B of garbage for every message of a fan-out; a buffer that is used again keeps its view. The native transports need
 * none.
 *
 * <p>One instance per event loop, used on that loop only. The buffer is ours alone while its count is one; what the socket
 * does not take at once keeps the buffer, and the next batch gets a new one.
 */
final class NioStaging {

    /** Beyond it, copying costs more than the view. */
    static final int BYTES = 4 << 10;

    private static final FastThreadLocal<NioStaging> CURRENT = new FastThreadLocal<>() {
        @Override
        protected NioStaging initialValue() {
            return new NioStaging();
        }
    };

    private @Nullable ByteBuf buffer;

    private NioStaging() {}

    /**
     * An empty buffer with room for {@link #BYTES}; to be written and flushed before the next is asked for. Only for a socket
     * that has nothing waiting: it takes this at once, as a rule, or keeps one such buffer, whatever the size of the message.
     */
    static ByteBuf buffer() {
        return CURRENT.get().free();
    }

    private ByteBuf free() {
        ByteBuf free = buffer;
        if (free == null || free.refCnt() > 1) {
            if (free != null) {
                free.release();
            }
            // Of the collector, not of the pool: nobody is told when a loop ends.
            free = buffer = Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BYTES));
        }
        return free.clear().retain();
    }
}
