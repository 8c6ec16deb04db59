package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices a peer that vanished without a word: pings at a fixed interval and expects any frame before the next ping.
 *
 * <p>While nothing is read for want of demand, an answer could not be seen: the verdict waits until reading resumes.
 *
 * <p>Threading: the event loop.
 */
final class Heartbeat implements Runnable {

    private static final byte[] NO_PAYLOAD = {};

    private final InboundMessages inbound;
    private final Outbound outbound;
    private final Runnable onSilence;
    private boolean heard = true;
    private @Nullable ScheduledFuture<?> timer;

    Heartbeat(InboundMessages inbound, Outbound outbound, Runnable onSilence) {
        this.inbound = inbound;
        this.outbound = outbound;
        this.onSilence = onSilence;
    }

    void start(EventLoop loop, Duration interval) {
        if (!interval.isZero()) {
            long nanos = interval.toNanos();
            // Not at a fixed rate: after a stall of this process two runs would follow each other at once.
            timer = loop.scheduleWithFixedDelay(this, nanos, nanos, TimeUnit.NANOSECONDS);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    /** A frame arrived. */
    void heard() {
        heard = true;
    }

    @Override
    public void run() {
        boolean judging = !inbound.isPaused();
        if (judging && !heard) {
            stop();
            onSilence.run();
            return;
        }
        // Unread is not silent: after a pause the peer has a whole interval, since reading may start just before the
        // next ping.
        heard = !judging;
        outbound.ping(NO_PAYLOAD);
    }
}
