package io.sluice.cluster;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscriber;

/**
 * The streams of this node that are offered to other nodes, and received from them.
 *
 * <p>Threading: any thread; what there is to do is done on the loop.
 */
final class NodeStreams {

    private final NodeLoop loop;
    private final StreamTable streams;
    private final String self;
    private final int limit;
    private final AtomicInteger offers = new AtomicInteger();
    private final AtomicLong lastStream = new AtomicLong();
    private volatile boolean closed;

    NodeStreams(NodeLoop loop, ClusterNode node, StreamLimits limits) {
        this.loop = loop;
        this.streams = node.streams;
        this.self = node.around().self;
        this.limit = limits.offers();
    }

    StreamOffer offer(Flowable<Buffer> source, Duration unclaimed) {
        Objects.requireNonNull(source, "source");
        long millis = unclaimed.toMillis();
        if (millis < 1) {
            throw new IllegalArgumentException("an offer stands for at least 1 ms, not " + unclaimed);
        }
        if (closed) {
            throw new IllegalStateException("this node has left");
        }
        if (offers.incrementAndGet() > limit) {
            offers.decrementAndGet();
            throw new RejectedExecutionException("this node offers " + limit + " streams already");
        }
        long stream = lastStream.incrementAndGet();
        OfferedStream offered = new OfferedStream(source, loop, streams, offers::decrementAndGet);
        loop.execute(() -> streams.offer(NodeLoop.now(), stream, offered, millis));
        StreamReference reference = new StreamReference(self, streams.incarnation(), stream);
        return new StreamOffer(
                reference,
                () -> loop.execute(
                        () -> offered.withdraw(stream, new CancellationException("the offer was withdrawn"))));
    }

    Flowable<Buffer> receive(StreamReference reference) {
        Objects.requireNonNull(reference, "reference");
        return RxJavaPlugins.onAssembly(new Flowable<Buffer>() {
            @Override
            protected void subscribeActual(Subscriber<? super Buffer> subscriber) {
                ReceivedStream.begin(new ReceivedStream(reference, subscriber, loop, streams), subscriber);
            }
        });
    }

    /** No more offers. What there is ends when the node leaves. */
    void close() {
        closed = true;
    }
}
