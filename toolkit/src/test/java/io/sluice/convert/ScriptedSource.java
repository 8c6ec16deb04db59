package io.sluice.convert;

import io.reactivex.rxjava3.core.Flowable;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * A source for one subscriber on one thread that gives its items when it is told to, or within {@code request}, and notes what
 * was asked of it.
 */
final class ScriptedSource<T> extends Flowable<T> implements Subscription {

    private final List<T> items;
    private final @Nullable Throwable failure;
    private final BooleanSupplier atOnce;
    private @Nullable Subscriber<? super T> subscriber;
    private int given;
    private long asked;
    private long largestDebt;
    private boolean giving;
    private boolean ended;
    boolean cancelled;

    /**
     * A source of {@code items}, which ends with {@code failure} if there is one.
     *
     * @param atOnce whether the next request is answered before it returns
     */
    ScriptedSource(List<T> items, @Nullable Throwable failure, BooleanSupplier atOnce) {
        this.items = items;
        this.failure = failure;
        this.atOnce = atOnce;
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> first) {
        subscriber = first;
        first.onSubscribe(this);
    }

    @Override
    public void request(long n) {
        asked += n;
        largestDebt = Math.max(largestDebt, asked - given);
        if (atOnce.getAsBoolean()) {
            give();
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /** Gives what was asked for, and ends behind the last item, asked or not. */
    void give() {
        if (giving || subscriber == null) {
            return;
        }
        giving = true;
        while (given < asked && given < items.size() && !cancelled) {
            subscriber.onNext(items.get(given++));
        }
        giving = false;
        if (given == items.size() && !ended && !cancelled) {
            ended = true;
            if (failure == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(failure);
            }
        }
    }

    long asked() {
        return asked;
    }

    /** The most items that were asked for and not given at one time. */
    long largestDebt() {
        return largestDebt;
    }

    boolean owes() {
        return asked > given && given < items.size();
    }
}
