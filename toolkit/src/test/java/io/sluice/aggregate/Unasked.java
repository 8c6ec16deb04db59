package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Stands between a source and an operator and asks for everything, whatever the operator asked for: against rule 1.1. */
final class Unasked<T> implements FlowableSubscriber<T> {

    private final Subscriber<? super T> operator;

    Unasked(Subscriber<? super T> operator) {
        this.operator = operator;
    }

    @Override
    public void onSubscribe(Subscription s) {
        operator.onSubscribe(new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {
                s.cancel();
            }
        });
        s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T value) {
        operator.onNext(value);
    }

    @Override
    public void onError(Throwable error) {
        operator.onError(error);
    }

    @Override
    public void onComplete() {
        operator.onComplete();
    }
}
