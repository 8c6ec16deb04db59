package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import java.util.List;
import org.reactivestreams.Subscription;

/** A subscriber that throws out of {@code onNext}, against rule 2.13, and notes the error it is ended with. */
final class Throwing<T> implements FlowableSubscriber<T> {

    private final RuntimeException thrown;
    private final List<? super Throwable> errors;

    Throwing(RuntimeException thrown, List<? super Throwable> errors) {
        this.thrown = thrown;
        this.errors = errors;
    }

    @Override
    public void onSubscribe(Subscription s) {
        s.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(T value) {
        throw thrown;
    }

    @Override
    public void onError(Throwable error) {
        errors.add(error);
    }

    @Override
    public void onComplete() {}
}
