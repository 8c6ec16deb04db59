package io.sluice.cluster;

import io.sluice.internal.Demand;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The subscription to a stream of another node.
 *
 * <p>Threading: {@link #request} and {@link #cancel} on any thread; they note what is wanted and hand over to the loop, where all
 * else happens, and all signals but {@code onSubscribe} are emitted. What is requested before the loop has got to it goes there
 * in one.
 */
final class ReceivedStream implements StreamSink, Subscription {

    private final StreamReference reference;
    private final NodeLoop loop;
    private final StreamTable streams;

    private final AtomicLong asked = new AtomicLong();
    private final AtomicBoolean forwarding = new AtomicBoolean();
    private volatile boolean cancelled;
    private volatile @Nullable IllegalArgumentException violation;

    // Confined to the loop; forgotten when it is over.
    private @Nullable Subscriber<? super Buffer> downstream;
    private @Nullable StreamInlet inlet;
    private boolean begun;

    ReceivedStream(
            StreamReference reference, Subscriber<? super Buffer> downstream, NodeLoop loop, StreamTable streams) {
        this.reference = reference;
        this.downstream = downstream;
        this.loop = loop;
        this.streams = streams;
    }

    /** Hands {@code stream} to its subscriber, then claims it. */
    static void begin(ReceivedStream stream, Subscriber<? super Buffer> subscriber) {
        subscriber.onSubscribe(stream);
        // Behind onSubscribe, so that nothing is emitted before it has returned.
        stream.loop.execute(stream::start);
    }

    private void start() {
        begun = true;
        if (!cancelled && violation == null) {
            inlet = streams.receive(NodeLoop.now(), reference, this, asked.getAndSet(0));
        }
        forward();
    }

    @Override
    public void request(long n) {
        IllegalArgumentException wrong = Demand.violation(n);
        if (wrong == null) {
            asked.getAndUpdate(demand -> Demand.add(demand, n));
        } else {
            violation = wrong;
        }
        handOver();
    }

    @Override
    public void cancel() {
        cancelled = true;
        handOver();
    }

    private void handOver() {
        if (forwarding.compareAndSet(false, true)) {
            loop.execute(() -> {
                forwarding.set(false);
                forward();
            });
        }
    }

    private void forward() {
        if (!begun) {
            return;
        }
        IllegalArgumentException wrong = violation;
        if (cancelled || wrong != null) {
            stop();
            finish(wrong);
            return;
        }
        long n = asked.getAndSet(0);
        if (n > 0 && inlet != null) {
            streams.request(NodeLoop.now(), inlet, n);
        }
    }

    private void stop() {
        if (inlet != null) {
            streams.cancel(NodeLoop.now(), inlet);
            inlet = null;
        }
    }

    /** Emits the end, unless the subscriber has cancelled. */
    private void finish(@Nullable Throwable error) {
        Subscriber<? super Buffer> subscriber = downstream;
        downstream = null;
        inlet = null;
        if (subscriber == null || cancelled) {
            return;
        }
        if (error == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(error);
        }
    }

    @Override
    public void next(List<byte[]> payloads) {
        loop.afterTurn(() -> {
            for (byte[] payload : payloads) {
                Subscriber<? super Buffer> subscriber = downstream;
                if (subscriber == null || cancelled) {
                    return;
                }
                subscriber.onNext(Buffer.buffer(payload));
            }
        });
    }

    @Override
    public void complete() {
        loop.afterTurn(() -> finish(null));
    }

    @Override
    public void fail(Throwable error) {
        loop.afterTurn(() -> finish(error));
    }
}
