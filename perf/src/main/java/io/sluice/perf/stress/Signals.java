package io.sluice.perf.stress;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/** Counts signals. What is counted is written by whoever emits, one at a time, and read by an arbiter, after all of them. */
final class Signals implements FlowableSubscriber<Integer> {

    private @Nullable Subscription subscription;
    private long early;
    private int values;
    private int ends;
    private int last;
    private boolean inOrder = true;

    /** Requests now, or at the subscription if that has yet to come, on the same thread. */
    void request(long n) {
        if (subscription == null) {
            early += n;
        } else {
            subscription.request(n);
        }
    }

    void cancel() {
        if (subscription != null) {
            subscription.cancel();
        }
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        if (early > 0) {
            subscription.request(early);
        }
    }

    @Override
    public void onNext(Integer value) {
        values++;
        inOrder &= value == last + 1;
        last = value;
    }

    @Override
    public void onError(Throwable error) {
        ends++;
    }

    @Override
    public void onComplete() {
        ends++;
    }

    int values() {
        return values;
    }

    int ends() {
        return ends;
    }

    /** Whether the values were 1, 2, 3 and so on. */
    boolean inOrder() {
        return inOrder;
    }
}
