package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Ends a connection on which something that should move has stood still for its time: what is being written, what waits for
 * demand, the messages in either direction.
 *
 * <p>Looks four times within the shortest of them, so that each is noticed between its time and a quarter more; a connection
 * that moves pays for the look and nothing per message.
 *
 * <p>Threading: the event loop.
 */
final class Deadlines implements Runnable {

    private static final int LOOKS = 4;

    private final List<Deadline> deadlines;
    private @Nullable ScheduledFuture<?> timer;

    Deadlines(
            ConnectionOptions options,
            Transport transport,
            InboundQueue inbound,
            ConnectionAccounts accounts,
            CloseHandshake closing) {
        Duration write = options.writeTimeout();
        Duration demand = options.demandTimeout();
        Duration idle = options.idleTimeout();
        deadlines = Stream.of(
                        new Deadline(
                                write,
                                // Changes with every look while nothing is due, which is no standstill.
                                () -> transport.isSending() ? transport.progress() : System.nanoTime(),
                                () -> closing.abort(CloseStatus.abnormal("nothing could be written for " + write))),
                        new Deadline(
                                demand,
                                () -> inbound.isStarved() ? accounts.delivered() : System.nanoTime(),
                                () -> closing.start(
                                        CloseStatus.of(CloseCode.TRY_AGAIN_LATER, "no demand for " + demand))),
                        new Deadline(
                                idle,
                                accounts::moved,
                                () -> closing.start(CloseStatus.of(CloseCode.GOING_AWAY, "idle for " + idle))))
                .filter(deadline -> !deadline.time.isZero())
                .toList();
    }

    void start(EventLoop loop) {
        deadlines.stream().mapToLong(deadline -> deadline.time.toNanos()).min().ifPresent(shortest -> {
            long pause = Math.max(1, shortest / LOOKS);
            deadlines.forEach(Deadline::begin);
            timer = loop.scheduleWithFixedDelay(this, pause, pause, TimeUnit.NANOSECONDS);
        });
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void run() {
        deadlines.forEach(Deadline::look);
    }

    /** A figure that has to change within a time. */
    private static final class Deadline {

        private final Duration time;
        private final LongSupplier figure;
        private final Runnable onStandstill;
        private long last;
        private long since;

        Deadline(Duration time, LongSupplier figure, Runnable onStandstill) {
            this.time = time;
            this.figure = figure;
            this.onStandstill = onStandstill;
        }

        void begin() {
            last = figure.getAsLong();
            since = System.nanoTime();
        }

        void look() {
            long current = figure.getAsLong();
            long now = System.nanoTime();
            if (current != last) {
                last = current;
                since = now;
            } else if (now - since >= time.toNanos()) {
                since = now;
                onStandstill.run();
            }
        }
    }
}
