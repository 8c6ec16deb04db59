package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
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

    private static final FastThreadLocal<TurnFlusher> CURRENT = new FastThreadLocal<>() {
        @Override
        protected TurnFlusher initialValue() {
            return new TurnFlusher();
        }
    };

    private List<Outbound> written = new ArrayList<>();
    private List<Outbound> flushing = new ArrayList<>();

    /** Has {@code outbound} flushed at the end of this turn; to be called once per turn, on its event loop. */
    static void flushLater(Outbound outbound, EventLoop loop) {
        TurnFlusher flusher = CURRENT.get();
        flusher.written.add(outbound);
        if (flusher.written.size() == 1) {
            loop.execute(flusher);
        }
    }

    @Override
    public void run() {
        List<Outbound> turn = written;
        written = flushing;
        flushing = turn;
        try {
            for (Outbound outbound : turn) {
                outbound.flush();
            }
        } finally {
            turn.clear();
        }
    }
}
