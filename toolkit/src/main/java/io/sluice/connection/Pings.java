package io.sluice.connection;

import io.reactivex.rxjava3.core.SingleEmitter;
import io.sluice.message.CloseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The pings of the user that wait for their pongs, oldest first.
 *
 * <p>A pong settles the ping it repeats and those before it: a peer may answer only the last of several (RFC 6455 section
 * 5.5.3).
 *
 * <p>Threading: the event loop.
 */
final class Pings {

    /** Pings that may wait at once; more are a mistake, since one alone tells whether the peer is there. */
    static final int MAX_WAITING = 16;

    private record Ping(Buffer payload, long sentAt, SingleEmitter<Duration> answer) {}

    private final Outbound outbound;
    private final ContextInternal context;
    private final ArrayDeque<Ping> waiting = new ArrayDeque<>(0);

    Pings(Outbound outbound, ContextInternal context) {
        this.outbound = outbound;
        this.context = context;
    }

    void send(Buffer payload, SingleEmitter<Duration> answer) {
        if (waiting.size() == MAX_WAITING) {
            fail(answer, new IllegalStateException(MAX_WAITING + " pings wait for their pongs already"));
            return;
        }
        if (!outbound.isWritable()) {
            fail(
                    answer,
                    new IllegalStateException(
                            "the socket is full: a ping would wait behind what the peer does not read"));
            return;
        }
        Ping ping = new Ping(payload, System.nanoTime(), answer);
        waiting.add(ping);
        outbound.writePing(payload.getBytes());
    }

    void forget(SingleEmitter<Duration> answer) {
        waiting.removeIf(ping -> ping.answer == answer);
    }

    void answered(Buffer payload) {
        if (waiting.stream().noneMatch(ping -> ping.payload.equals(payload))) {
            return; // unsolicited, or the heartbeat's
        }
        long now = System.nanoTime();
        Ping settled;
        do {
            settled = waiting.remove();
            SingleEmitter<Duration> answer = settled.answer;
            Duration time = Duration.ofNanos(now - settled.sentAt);
            EventLoops.emit(context, v -> answer.onSuccess(time));
        } while (!settled.payload.equals(payload));
    }

    void connectionEnded(CloseStatus status) {
        List<Ping> unanswered = List.copyOf(waiting);
        waiting.clear();
        unanswered.forEach(ping -> fail(ping.answer, new ConnectionClosedException(status)));
    }

    void fail(SingleEmitter<Duration> answer, Throwable cause) {
        EventLoops.emit(context, v -> answer.tryOnError(cause));
    }
}
