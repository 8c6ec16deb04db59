package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Notices a peer that vanished without a word: pings at a fixed interval and expects any frame before the next ping.
 *
 * <p>While the socket is left unread for want of demand, no answer can be seen: then each beat has it read once more, as long
 * as the inbound bound leaves room for that, and a look that finds nothing for a whole interval is silence, too. Beyond that
 * room our own eyes are shut until reading resumes; then TCP has to tell, where it can, whether the peer's system still
 * acknowledges our pings.
 *
 * <p>Threading: the event loop.
 */
final class Heartbeat implements Runnable {

    private static final byte[] NO_PAYLOAD = {};

    private final Transport transport;
    private final InboundQueue inbound;
    private final Outbound outbound;
    private final Runnable onSilence;
    private Duration interval = Duration.ZERO;
    private boolean heard = true;
    /** Whether the peer could be heard since the last beat. */
    private boolean looked;

    private long progress;

    private @Nullable ScheduledFuture<?> timer;

    Heartbeat(Transport transport, InboundQueue inbound, Outbound outbound, Runnable onSilence) {
        this.transport = transport;
        this.inbound = inbound;
        this.outbound = outbound;
        this.onSilence = onSilence;
    }

    void start(EventLoop loop, Duration interval) {
        this.interval = interval;
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

    /** A peer that takes what is sent is there: our ping may wait behind it for longer than an interval. */
    private boolean hasRead() {
        boolean sending = transport.isSending();
        long current = transport.progress();
        boolean moved = sending && current != progress;
        progress = current;
        return moved;
    }

    @Override
    public void run() {
        boolean reads = hasRead();
        if (looked && !heard && !reads) {
            stop();
            onSilence.run();
            return;
        }
        // Unread is not silent: without a look the peer has a whole interval from when reading resumes.
        looked = !inbound.isPaused() || inbound.look();
        heard = !looked;
        if (!looked) {
            transport.requireAcknowledgements(interval);
        }
        outbound.ping(NO_PAYLOAD);
    }
}
