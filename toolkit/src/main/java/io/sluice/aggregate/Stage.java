package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription to an operator of one source. The source is asked for {@code prefetch} values, and for more as the operator
 * tells that it holds them no more; for all of them if {@code prefetch} is {@link Long#MAX_VALUE}; for none if it is 0, and then
 * the operator passes the demand on itself.
 *
 * <p>Threading and invariants: those of {@link Drain}. What the source was asked for and has not been consumed is never more
 * than {@code prefetch}.
 */
abstract class Stage<T, R> extends Drain<R> implements FlowableSubscriber<T> {

    private final long prefetch;
    /** How many are consumed before the source is asked for as many again: few large requests, and no pause between. */
    private final long refill;

    private final boolean eagerErrors;

    private @Nullable Subscription upstream;
    /** Values that have come and are not consumed, if there is a prefetch. */
    private long held;
    /** Values held no more that the source was not asked to replace. */
    private long consumed;

    private volatile boolean upstreamEnded;

    Stage(Subscriber<? super R> downstream, long prefetch, boolean eagerErrors) {
        this(downstream, prefetch, refill(prefetch), eagerErrors);
    }

    /** With a {@code refill} of its own: where some values have to be held before any can be emitted. */
    Stage(Subscriber<? super R> downstream, long prefetch, long refill, boolean eagerErrors) {
        super(downstream);
        this.prefetch = prefetch;
        this.refill = refill;
        this.eagerErrors = eagerErrors;
    }

    /** Three quarters of a prefetch. */
    static long refill(long prefetch) {
        return Math.max(1, prefetch - (prefetch >> 2));
    }

    /** Under the lock: takes in a value of the source. If it throws, that is the error the stream ends with. */
    abstract void accept(T value) throws Throwable;

    /** Under the lock: {@code value} was not taken in, as that threw, or it was not asked for; the stream has failed. */
    void refused(T value) {}

    /** Without the lock, after {@code onSubscribe} and before the first request: starts what the operator needs, a timer. */
    void start() {}

    /** Under the lock: {@code n} values of the source are held no more. */
    final void consumed(long n) {
        if (prefetch != Long.MAX_VALUE) {
            consumed += n;
            held -= n;
        }
    }

    /** The source. Not before {@code onSubscribe}. */
    final Subscription upstream() {
        return Objects.requireNonNull(upstream, "onSubscribe has not been called");
    }

    @Override
    public final void onSubscribe(Subscription subscription) {
        if (upstream != null) { // rule 2.5
            subscription.cancel();
            return;
        }
        upstream = subscription;
        open();
        start();
        if (prefetch > 0) {
            subscription.request(prefetch);
        }
    }

    @Override
    public final void onNext(T value) {
        Objects.requireNonNull(value, "value"); // rule 2.13
        Object signal;
        lock();
        try {
            if (isOver() || hasEnded()) {
                return;
            }
            if (prefetch > 0 && held++ >= prefetch) {
                fail(new MissingBackpressureException(
                        "the source emitted more than the " + prefetch + " it was asked for"));
                refused(value);
            } else {
                acceptOrFail(value);
            }
            signal = takeSignal();
        } finally {
            unlock();
        }
        run(signal);
    }

    private void acceptOrFail(T value) {
        try {
            accept(value);
        } catch (Throwable error) { // a fatal one, too: as in the drain
            fail(error);
            refused(value);
        }
    }

    @Override
    public final void onError(Throwable error) {
        Objects.requireNonNull(error, "error"); // rule 2.13
        Object signal;
        boolean late;
        lock();
        try {
            upstreamEnded = true;
            late = isOver() || hasEnded();
            if (!late && eagerErrors) {
                fail(error);
            } else {
                end(error);
            }
            signal = takeSignal();
        } finally {
            unlock();
        }
        if (late) {
            RxJavaPlugins.onError(error);
        }
        run(signal);
    }

    @Override
    public final void onComplete() {
        Object signal;
        lock();
        try {
            upstreamEnded = true;
            end(null);
            signal = takeSignal();
        } finally {
            unlock();
        }
        run(signal);
    }

    @Override
    final boolean isChoreDue() {
        return consumed >= refill && !hasEnded();
    }

    @Override
    final void chore() {
        long n;
        lock();
        try {
            n = consumed;
            consumed = 0;
        } finally {
            unlock();
        }
        upstream().request(n);
    }

    @Override
    void release() {
        if (!upstreamEnded) {
            upstream().cancel();
        }
    }
}
