package io.sluice.endings;

import io.reactivex.rxjava3.core.CompletableObserver;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.Notification;
import io.reactivex.rxjava3.core.SingleObserver;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * Every signal that one subscriber got, terminal ones counted rather than taken for granted.
 *
 * <p>Threading: signals on any thread; the rest on any other.
 */
final class Signals<T> implements FlowableSubscriber<T>, SingleObserver<T>, CompletableObserver {

    private final List<T> values = new CopyOnWriteArrayList<>();
    private final List<Notification<T>> ends = new CopyOnWriteArrayList<>();
    private volatile @Nullable Subscription subscription;

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
    }

    @Override
    public void onSubscribe(Disposable given) {}

    @Override
    public void onNext(T value) {
        values.add(value);
    }

    @Override
    public void onSuccess(T value) {
        values.add(value);
        onComplete();
    }

    @Override
    public void onComplete() {
        ends.add(Notification.createOnComplete());
    }

    @Override
    public void onError(Throwable failure) {
        ends.add(Notification.createOnError(failure));
    }

    void request(long n) {
        Objects.requireNonNull(subscription, "not subscribed").request(n);
    }

    void cancel() {
        Objects.requireNonNull(subscription, "not subscribed").cancel();
    }

    List<T> values() {
        return values;
    }

    /** The terminal signals: none so far, or one; more are a fault. */
    List<Notification<T>> ends() {
        return ends;
    }

    boolean hasEnded() {
        return !ends.isEmpty();
    }
}
