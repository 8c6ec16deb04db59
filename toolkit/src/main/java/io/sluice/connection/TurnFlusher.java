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
 * the first write came: whatever they write is flushed with it. What is written while the turn is being flushed belongs to it
 * if its connection still waits for that, and to the next turn otherwise.
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
    private TurnFrames frames = new TurnFrames();
    private TurnFrames flushedFrames = new TurnFrames();

    private TurnFlusher() {}

    /** That of this thread, an event loop. */
    static TurnFlusher current() {
        return CURRENT.get();
    }

    /** What has been written in this turn: until it ends, which is after all that wrote in it have been flushed. */
    TurnFrames frames() {
        return frames;
    }

    /** Has {@code transport} flushed at the end of this turn; to be called once per turn. */
    void flushLater(ChannelTransport transport, EventLoop loop) {
        written.add(transport);
        if (written.size() == 1) {
            loop.execute(this);
        }
    }

    @Override
    public void run() {
        List<ChannelTransport> turn = written;
        written = flushing;
        flushing = turn;
        TurnFrames shared = frames;
        frames = flushedFrames;
        flushedFrames = shared;
        for (ChannelTransport transport : turn) {
            flush(transport);
        }
        turn.clear();
        shared.end();
        if (written.isEmpty()) {
            frames.end(); // begun by one that was flushed with this turn: no other would end it
        }
    }

    /** One connection's failure, which may be that there is no memory left, must not keep back what the others wrote. */
    private static void flush(ChannelTransport transport) {
        try {
            transport.flush();
        } catch (RuntimeException | Error failed) {
            LOG.error("Flushing a connection failed; it is cut", failed);
            transport.release(); // its range ends with the turn
            transport.cut();
        }
    }
}
