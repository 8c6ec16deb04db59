package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A source that emits what it is told to, and counts what it is asked for. One subscriber. */
final class RandomSource<T> extends Flowable<T> implements Subscription {

    private @Nullable Subscriber<? super T> subscriber;
    private long requested;
    private long emitted;
    boolean ended;
    boolean cancelled;

    @Override
    protected void subscribeActual(Subscriber<? super T> s) {
        if (subscriber != null) {
            throw new IllegalStateException("subscribed to twice");
        }
        subscriber = s;
        s.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        if (n <= 0) {
            throw new IllegalStateException("asked for " + n);
        }
        requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /** What it was asked for and has not emitted. */
    long outstanding() {
        return requested == Long.MAX_VALUE ? Long.MAX_VALUE : requested - emitted;
    }

    boolean isLive() {
        return subscriber != null && !ended && !cancelled;
    }

    void emit(T value) {
        emitted++;
        subscriber().onNext(value);
    }

    void end(@Nullable Throwable error) {
        ended = true;
        if (error == null) {
            subscriber().onComplete();
        } else {
            subscriber().onError(error);
        }
    }

    private Subscriber<? super T> subscriber() {
        if (subscriber == null) {
            throw new IllegalStateException("not subscribed to");
        }
        return subscriber;
    }
}
