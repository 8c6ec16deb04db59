package io.sluice.perf.operators;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/** Counts what it gets. Confined to one thread. */
final class Reader implements FlowableSubscriber<Object> {

    private final long first;
    private final boolean oneByOne;
    private @Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private long received;
    /** Kept, so that nobody can do without making it. */
    private @Nullable Object last;

    private Reader(long first, boolean oneByOne) {
        this.first = first;
        this.oneByOne = oneByOne;
    }

    /** One that wants everything. */
    static Reader ofAll() {
        return new Reader(Long.MAX_VALUE, false);
    }

    /** One that wants a value when it has got the one before. */
    static Reader oneByOne() {
        return new Reader(1, true);
    }

    /** One that wants nothing until it is told to {@link #request}. */
    static Reader waiting() {
        return new Reader(0, false);
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        if (first > 0) {
            subscription.request(first);
        }
    }

    void request() {
        subscription().request(1);
    }

    @Override
    public void onNext(Object value) {
        received++;
        last = value;
        if (oneByOne) {
            subscription().request(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        failure = error;
    }

    @Override
    public void onComplete() {}

    /** Leaves, and throws unless it has got so many values and no error. */
    void expect(long values) {
        subscription().cancel();
        if (failure != null) {
            throw new IllegalStateException("the stream of a measurement failed", failure);
        }
        if (received != values || last == null) {
            throw new IllegalStateException("there came " + received + " values instead of " + values);
        }
    }

    private Subscription subscription() {
        return Objects.requireNonNull(subscription, "nobody was subscribed to");
    }
}
