package io.sluice.convert;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.Demand;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Drives a {@link Step} that gives at most one output for each input, and one more at the end: then nothing has to wait but that
 * last one, and an input costs no atomic step while demand is unbounded, one otherwise.
 *
 * <p>Invariants: {@code demand} is what was requested and not emitted. The source is asked for one input at a time: one is under
 * way if and only if there is demand, so that whoever raises it from 0 asks, and whoever has emitted asks again if there is more.
 * An input without output leaves the demand as it is, and is replaced. The output of the end is taken by whoever finds both it and
 * demand, once.
 *
 * <p>Threading: {@code onSubscribe} to {@code onComplete} by the source, one at a time; {@code request} and {@code cancel} by any
 * thread, also from within {@code onNext}. The error that answers a request against rule 3.9 takes the place of the next input, for
 * which the source is asked: so it is never emitted beside a value.
 */
final class AtMostOneSubscription<I, O> implements FlowableSubscriber<I>, Subscription {

    private final Subscriber<? super O> downstream;
    private final Step<I, O> step;
    private final AtomicLong demand = new AtomicLong();
    private final AtomicBoolean lastTaken = new AtomicBoolean();

    private @Nullable Subscription upstream;
    private boolean ended; // of the source's signals
    private volatile boolean cancelled;
    private volatile @Nullable Throwable violation;
    /** The output of the end, while it waits for demand. */
    private volatile @Nullable O last;

    AtMostOneSubscription(Subscriber<? super O> downstream, Step<I, O> step) {
        this.downstream = downstream;
        this.step = step;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        if (upstream != null) {
            subscription.cancel();
            return;
        }
        upstream = subscription;
        downstream.onSubscribe(this);
    }

    @Override
    public void onNext(I input) {
        Objects.requireNonNull(input, "value");
        if (ended || cancelled) {
            return;
        }
        Throwable refused = violation;
        if (refused != null) {
            fail(refused);
            return;
        }
        if (demand.get() == 0) {
            fail(new MissingBackpressureException("the source signalled a value that was not requested"));
            return;
        }
        O output = output(input);
        if (ended) {
            return;
        }
        if (output == null) {
            source().request(1);
        } else if (emit(output) && isSpent()) {
            askAgain();
        }
    }

    private @Nullable O output(I input) {
        try {
            step.accept(input);
            return step.next();
        } catch (Throwable error) {
            fail(error);
            return null;
        }
    }

    /** Whether to go on. */
    private boolean emit(O output) {
        try {
            downstream.onNext(output);
        } catch (Throwable error) { // forbidden to subscribers (rule 2.13): nothing more for this one
            ended = true;
            cancel();
            throw error;
        }
        return !cancelled;
    }

    /** Whether the step has nothing more; if it throws, that comes behind the output. */
    private boolean isSpent() {
        try {
            if (step.next() == null) {
                return true;
            }
            throw new IllegalStateException("a step gave more than one output");
        } catch (Throwable error) {
            fail(error);
            return false;
        }
    }

    private void askAgain() {
        long left = demand.get();
        if (left == Long.MAX_VALUE || demand.decrementAndGet() > 0) {
            source().request(1);
        }
    }

    @Override
    public void onError(Throwable error) {
        Objects.requireNonNull(error, "error");
        if (ended || cancelled) {
            RxJavaPlugins.onError(error);
            return;
        }
        ended = true;
        downstream.onError(error);
    }

    @Override
    public void onComplete() {
        if (ended || cancelled) {
            return;
        }
        ended = true;
        Throwable refused = violation;
        if (refused != null) {
            downstream.onError(refused);
            return;
        }
        O output;
        try {
            step.finish();
            output = step.next();
        } catch (Throwable error) {
            fail(error);
            return;
        }
        if (output == null) {
            downstream.onComplete();
        } else {
            last = output;
            // A request against rule 3.9 may have come in between, and asked a source that had ended.
            Throwable late = violation;
            if (late == null) {
                emitLast();
            } else {
                refuseLast(late);
            }
        }
    }

    /** Emits the output of the end, and the end, if there is demand for it. */
    private void emitLast() {
        O output = last;
        if (output != null && demand.get() > 0 && lastTaken.compareAndSet(false, true)) {
            last = null;
            if (emit(output) && isSpent()) {
                downstream.onComplete();
            }
        }
    }

    @Override
    public void request(long n) {
        if (cancelled) {
            return;
        }
        IllegalArgumentException refused = Demand.violation(n);
        if (refused != null) {
            refuse(refused);
            return;
        }
        boolean idle = demand.getAndAccumulate(n, Demand::add) == 0;
        if (last != null) {
            emitLast();
        } else if (idle) {
            source().request(1);
        }
    }

    private void refuse(Throwable refused) {
        violation = refused;
        if (last == null) {
            source().request(1);
        } else {
            refuseLast(refused);
        }
    }

    /** The error takes the place of the output of the end. */
    private void refuseLast(Throwable refused) {
        if (lastTaken.compareAndSet(false, true)) {
            last = null;
            downstream.onError(refused);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        last = null;
        source().cancel();
    }

    private void fail(Throwable error) {
        ended = true;
        cancelled = true; // an error that comes later has nowhere to go
        source().cancel();
        Exceptions.throwIfFatal(error);
        downstream.onError(error);
    }

    private Subscription source() {
        return Objects.requireNonNull(upstream);
    }
}
