package io.sluice.perf.hub;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/** Counts what it gets. One object per member, as there is one per connection. Confined to the thread that publishes. */
public final class Reader implements FlowableSubscriber<Update> {

    private final long demand;
    private @Nullable Subscription subscription;
    private long received;
    private @Nullable Throwable failure;

    /** One that requests {@code demand} values at the start, if any, and none later. */
    public Reader(long demand) {
        this.demand = demand;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        if (demand > 0) {
            subscription.request(demand);
        }
    }

    @Override
    public void onNext(Update update) {
        received++;
    }

    @Override
    public void onError(Throwable error) {
        failure = error;
    }

    @Override
    public void onComplete() {}

    public void leave() {
        Objects.requireNonNull(subscription, "subscription").cancel();
    }

    /** How many values it got; throws if it got an error. */
    public long received() {
        if (failure != null) {
            throw new IllegalStateException("a member of the measurement failed", failure);
        }
        return received;
    }
}
