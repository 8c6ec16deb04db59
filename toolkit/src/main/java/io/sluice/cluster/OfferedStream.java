package io.sluice.cluster;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * A stream of this node that another one may claim: subscribes to it then, and brings what it emits to the loop.
 *
 * <p>Invariants: the fields are confined to the loop; the methods of {@link FlowableSubscriber}, which come on any thread, only
 * hand over to it, so what comes is in order. The source is asked for nothing before it was asked for there, so what waits for
 * the loop has the bounds of {@link StreamLimits}.
 */
final class OfferedStream implements StreamSource, FlowableSubscriber<Buffer> {

    private final NodeLoop loop;
    private final StreamTable streams;
    private final Runnable onReleased;
    private @Nullable Flowable<Buffer> source;

    private @Nullable StreamOutlet outlet;
    private @Nullable Subscription upstream;
    private long wanted;
    private boolean over;

    /** @param onReleased is called once, on the loop */
    OfferedStream(Flowable<Buffer> source, NodeLoop loop, StreamTable streams, Runnable onReleased) {
        this.source = source;
        this.loop = loop;
        this.streams = streams;
        this.onReleased = onReleased;
    }

    @Override
    public void start(StreamOutlet to) {
        outlet = to;
        loop.afterTurn(() -> {
            Flowable<Buffer> claimed = source;
            if (claimed != null) {
                source = null;
                claimed.subscribe(this);
            }
        });
    }

    @Override
    public void request(long n) {
        wanted += n;
        loop.afterTurn(this::forward);
    }

    private void forward() {
        Subscription present = upstream;
        if (present != null && !over && wanted > 0) {
            long n = wanted;
            wanted = 0;
            present.request(n);
        }
    }

    @Override
    public void released() {
        onReleased.run();
        loop.afterTurn(() -> {
            source = null;
            cancel();
            outlet = null;
        });
    }

    private void cancel() {
        over = true;
        if (upstream != null) {
            upstream.cancel();
            upstream = null;
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        loop.execute(() -> {
            if (over) {
                subscription.cancel();
            } else {
                upstream = subscription;
                forward();
            }
        });
    }

    @Override
    public void onNext(Buffer message) {
        if (message.length() > Frame.MAX_PAYLOAD_BYTES) {
            String failure = "a message of " + message.length() + " bytes does not fit a frame";
            end(new IllegalArgumentException(failure));
            return;
        }
        byte[] payload = message.getBytes();
        loop.execute(() -> {
            if (outlet != null && !over) {
                streams.next(NodeLoop.now(), outlet, payload);
            }
        });
    }

    @Override
    public void onError(Throwable error) {
        end(error);
    }

    @Override
    public void onComplete() {
        end(null);
    }

    private void end(@Nullable Throwable error) {
        String failure = error == null ? null : ClusterStreamException.text(error);
        loop.execute(() -> {
            if (outlet != null && !over) {
                streams.end(NodeLoop.now(), outlet, failure);
                cancel();
            }
        });
    }

    /** Ends it though the source has not: on the loop. */
    void withdraw(long stream, Throwable why) {
        streams.withdraw(NodeLoop.now(), stream, ClusterStreamException.text(why));
        cancel();
    }
}
