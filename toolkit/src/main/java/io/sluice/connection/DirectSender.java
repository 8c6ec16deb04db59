package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.sluice.message.Message;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends single messages from any thread, or says at once that it does not.
 *
 * <p>Bound: what waits to be handed to the event loop is {@link #MAX_WAITING_BYTES} at most, or one message; the loop writes it
 * even if the socket has become full meanwhile.
 */
final class DirectSender {

    static final int MAX_WAITING_BYTES = 64 << 10;
    private static final int MESSAGE_OVERHEAD = 64;

    private final Outbound outbound;
    private final EventLoop loop;
    private final AtomicLong waiting = new AtomicLong();

    DirectSender(Outbound outbound, EventLoop loop) {
        this.outbound = outbound;
        this.loop = loop;
    }

    SendResult trySend(Message message) {
        if (outbound.hasEnded()) {
            return SendResult.CLOSED;
        }
        if (!outbound.isWritable()) {
            return SendResult.FULL;
        }
        if (loop.inEventLoop()) {
            outbound.write(message);
            return SendResult.ACCEPTED;
        }
        return handOver(message);
    }

    private SendResult handOver(Message message) {
        long weight = (long) message.size() + MESSAGE_OVERHEAD;
        if (waiting.addAndGet(weight) > Math.max(weight, MAX_WAITING_BYTES)) {
            waiting.addAndGet(-weight);
            return SendResult.FULL;
        }
        boolean taken = EventLoops.execute(loop, () -> {
            waiting.addAndGet(-weight);
            if (!outbound.hasEnded()) {
                outbound.write(message);
            }
        });
        return taken ? SendResult.ACCEPTED : SendResult.CLOSED;
    }
}
