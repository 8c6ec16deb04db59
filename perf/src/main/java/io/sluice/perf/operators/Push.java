package io.sluice.perf.operators;

import io.reactivex.rxjava3.core.Flowable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A source that does not wait for demand, as a feed does not. For one subscriber, who must have requested everything. Costs next
 * to nothing itself. Confined to one thread.
 */
final class Push<T> extends Flowable<T> {

    private @Nullable Subscriber<? super T> subscriber;

    @Override
    protected void subscribeActual(Subscriber<? super T> newcomer) {
        subscriber = newcomer;
        newcomer.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        });
    }

    /** The one who subscribed: to be given the values. */
    Subscriber<? super T> subscriber() {
        return Objects.requireNonNull(subscriber, "nobody has subscribed");
    }
}
