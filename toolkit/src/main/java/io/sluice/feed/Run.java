package io.sluice.feed;

import io.sluice.fanout.Hub;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One uninterrupted stretch of a topic on this node: within it offsets follow one another, so that its hub carries nothing
 * but values and no policy can lose, or re-order, a signal. A gap or a new epoch ends it, and each of its members, when it
 * has got what waits for it, enters the next one.
 *
 * <p>Threading: {@link #next}, {@link #complete} and {@link #fail} as the broker's signals come, one at a time.
 */
final class Run<T> {

    final Replica<T> replica;
    final Hub<Update<T>> hub;
    private @Nullable Subscriber<? super Update<T>> members;

    /**
     * A stretch that begins with what {@code replica} has.
     *
     * @param demand is told how many values more the hub wants
     */
    Run(Replica<T> replica, LongConsumer demand) {
        this.replica = replica;
        this.hub = Hub.of(source(demand), replica);
    }

    private Publisher<Update<T>> source(LongConsumer demand) {
        return subscriber -> {
            members = subscriber;
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {
                    demand.accept(n);
                }

                @Override
                public void cancel() {}
            });
        };
    }

    void next(Update<T> update) {
        members().onNext(update);
    }

    void complete() {
        replica.close();
        members().onComplete();
    }

    void fail(Throwable cause) {
        replica.close();
        members().onError(cause);
    }

    private Subscriber<? super Update<T>> members() {
        return Objects.requireNonNull(members);
    }
}
