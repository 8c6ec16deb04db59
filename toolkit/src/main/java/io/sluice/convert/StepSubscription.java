package io.sluice.convert;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.Demand;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Drives a {@link Step}: any number of outputs per input, under any demand.
 *
 * <p>Invariants: one thread drains at a time, the one that raised the count this object is from 0; what is marked "drain" is
 * its own. The source is asked for one input at a time, and only when there is demand that the step cannot serve: there is
 * never more than one input here. One output is made ahead of demand, so that an end behind the last one is seen at once. The
 * step is closed once, by the drain. What a source signals before its end, and its error with it, comes out before that error.
 *
 * <p>Threading: {@code onSubscribe} to {@code onComplete} by the source, one at a time; {@code request} and {@code cancel} by
 * any thread, also from within {@code onNext}.
 */
final class StepSubscription<I, O> extends AtomicInteger implements FlowableSubscriber<I>, Subscription {

    private static final long serialVersionUID = 1L;

    private final transient Subscriber<? super O> downstream;
    private final transient Step<I, O> step;
    private final AtomicLong requested = new AtomicLong();

    private transient @Nullable Subscription upstream;
    private transient volatile @Nullable I input;
    private transient @Nullable Throwable failure; // written before done
    private transient volatile boolean done;
    private transient volatile @Nullable Throwable violation;
    private transient volatile boolean cancelled;

    private transient @Nullable O ahead; // drain
    private long emitted; // drain
    private boolean asked; // drain: for an input that has not come
    private boolean spent = true; // drain: the step wants an input
    private boolean finished; // drain: the step knows that there are no more
    private boolean ended; // drain

    StepSubscription(Subscriber<? super O> downstream, Step<I, O> step) {
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
    public void onNext(I value) {
        Objects.requireNonNull(value, "value");
        if (done || cancelled) {
            return;
        }
        if (input != null) {
            violate(new MissingBackpressureException("the source signalled a value that was not requested"));
            return;
        }
        input = value;
        drain();
    }

    @Override
    public void onError(Throwable error) {
        Objects.requireNonNull(error, "error");
        if (done || cancelled) {
            RxJavaPlugins.onError(error);
            return;
        }
        failure = error;
        done = true;
        drain();
    }

    @Override
    public void onComplete() {
        done = true;
        drain();
    }

    @Override
    public void request(long n) {
        IllegalArgumentException refused = Demand.violation(n);
        if (refused != null) {
            violate(refused);
            return;
        }
        requested.getAndAccumulate(n, Demand::add);
        drain();
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            source().cancel();
            drain();
        }
    }

    private void violate(Throwable error) {
        violation = error;
        drain();
    }

    private Subscription source() {
        return Objects.requireNonNull(upstream);
    }

    private void drain() {
        if (getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            turn();
            seen = addAndGet(-seen);
        } while (seen != 0);
    }

    /** Emits what can be emitted, then asks for an input or ends. */
    private void turn() {
        while (!ended) {
            if (cancelled) {
                end();
                return;
            }
            Throwable refused = violation;
            if (refused != null) {
                fail(refused);
                return;
            }
            if (ahead == null && !advance()) {
                return;
            }
            if (emitted == requested.get()) {
                return;
            }
            emit();
        }
    }

    private void emit() {
        O value = Objects.requireNonNull(ahead);
        ahead = null;
        emitted++;
        try {
            downstream.onNext(value);
        } catch (Throwable error) { // forbidden to subscribers (rule 2.13): nothing more for this one, and nothing kept
            source().cancel();
            end();
            throw error;
        }
    }

    /** Makes the next output; false if there is none for now, or the stream has ended. */
    private boolean advance() {
        try {
            while (true) {
                if (!spent) {
                    ahead = step.next();
                    if (ahead != null) {
                        return true;
                    }
                    spent = true;
                }
                if (!feed()) {
                    return false;
                }
            }
        } catch (Throwable error) {
            abandonIfFatal(error);
            fail(error);
            return false;
        }
    }

    private void abandonIfFatal(Throwable error) {
        try {
            Exceptions.throwIfFatal(error);
        } catch (Throwable fatal) {
            source().cancel();
            end();
            throw fatal;
        }
    }

    /** Gives the step what it can work on; false if there is nothing. */
    private boolean feed() {
        boolean last = done; // read before the input, which is written before it
        I value = input;
        if (value != null) {
            input = null;
            asked = false;
            step.accept(value);
        } else if (!last) {
            ask();
            return false;
        } else if (failure != null) {
            end();
            downstream.onError(failure);
            return false;
        } else if (finished) {
            end();
            downstream.onComplete();
            return false;
        } else {
            finished = true;
            step.finish();
        }
        spent = false;
        return true;
    }

    private void ask() {
        if (!asked && emitted != requested.get()) {
            asked = true;
            source().request(1);
        }
    }

    private void fail(Throwable error) {
        source().cancel();
        end();
        downstream.onError(error);
    }

    private void end() {
        ended = true;
        cancelled = true; // an error that comes later has nowhere to go
        ahead = null;
        input = null;
        step.close();
    }
}
