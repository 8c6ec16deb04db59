package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * Flushes each connection written to during an event-loop turn once, at the turn's end. The system call is most of what a
 * small message costs, so the messages of a turn share one.
 *
 * <p>One instance per event loop, used on that loop only. The end of the turn is a task behind all that were queued when
 * the first write came: whatever they write is flushed with it.
 */
final class TurnFlusher implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(TurnFlusher.class);

    private static final FastThreadLocal<TurnFlusher> CURRENT = new FastThreadLocal<>() {
        @Override
        protected TurnFlusher initialValue() {
            return new TurnFlusher();
        }
    };

    private List<ChannelTransport> written = new ArrayList<>();
    private List<ChannelTransport> flushing = new ArrayList<>();

    /** Has {@code transport} flushed at the end of this turn; to be called once per turn, on its event loop. */
    static void flushLater(ChannelTransport transport, EventLoop loop) {
        TurnFlusher flusher = CURRENT.get();
        flusher.written.add(transport);
        if (flusher.written.size() == 1) {
            loop.execute(flusher);
        }
    }

    @Override
    public void run() {
        List<ChannelTransport> turn = written;
        written = flushing;
        flushing = turn;
        for (ChannelTransport transport : turn) {
            flush(transport);
        }
        turn.clear();
    }

    /** One connection's failure must not keep back what the others wrote. */
    private static void flush(ChannelTransport transport) {
        try {
            transport.flush();
        } catch (RuntimeException failed) {
            LOG.error("Flushing a connection failed; it is cut", failed);
            transport.cut();
        }
    }
}
