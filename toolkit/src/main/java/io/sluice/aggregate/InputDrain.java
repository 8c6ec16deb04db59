package io.sluice.aggregate;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.Demand;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Emits to one subscriber what several sources bring, one signal at a time and never beyond demand.
 *
 * <p>Invariants: whoever raises {@link #work} from 0 drains until it is 0 again; the methods that a subclass implements, its
 * fields and {@link #emitted} belong to that drain. {@code emitted <= requested}. After the termination or the cancellation nothing
 * is emitted, and {@link #discard} is called once.
 *
 * <p>Threading: any thread may call {@link #request}, {@link #cancel}, {@link #drain} and {@link #fail}. A call made from within a
 * signal is served after that signal.
 *
 * @param <R> type of what is emitted
 */
abstract class InputDrain<R> implements Subscription {

    private final Subscriber<? super R> downstream;
    private final ErrorDelivery errors;
    /** Calls to {@link #drain} not yet served; 1 at first, so that nothing is emitted before {@link #open}. */
    private final AtomicInteger work = new AtomicInteger(1);

    private final AtomicLong requested = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    /** Read by any thread: it is the reader's own only if that is draining. */
    private @Nullable Thread drainer;
    /** Of the drain: something was left behind by a call from within. */
    private boolean again;

    private volatile boolean cancelled;
    private volatile boolean aborted;
    private boolean ended;
    private long emitted;

    InputDrain(Subscriber<? super R> downstream, ErrorDelivery errors) {
        this.downstream = downstream;
        this.errors = errors;
    }

    /**
     * Whether there is a value to emit now, which {@link #take} will return. Called with and without demand.
     *
     * @param last whether the sources were cancelled after an error: nothing is worth waiting for any more
     */
    abstract boolean advance(boolean last);

    /** The next value. {@link #advance} has just returned true. */
    abstract R take();

    /** The value taken last has been emitted: the time to ask for more. */
    void emitted() {}

    /** Whether no source will bring anything more. Asked before {@link #advance}: what came before the end is then visible to it. */
    abstract boolean isDone();

    /** Cancels every source. May be called from any thread, more than once. */
    abstract void cancelSources();

    /** Lets go of everything that waits. */
    abstract void discard();

    /** Begins to drain: to be called once, after {@code onSubscribe} and after the sources were subscribed to. */
    final void open() {
        drainFrom(1);
    }

    /** Looks for something to emit. A call from within the drain, as by a source that answers a request at once, costs nothing. */
    final void drain() {
        if (isDrainer()) {
            again = true;
        } else if (work.getAndIncrement() == 0) {
            drainFrom(1);
        }
    }

    /** Whether the caller is within the drain. */
    final boolean isDrainer() {
        return drainer == Thread.currentThread();
    }

    /** Begins to drain if nobody does, so that a value can be {@linkplain #emit emitted} as it comes; {@link #leave} is to follow. */
    final boolean enter() {
        if (work.compareAndSet(0, 1)) {
            drainer = Thread.currentThread();
            return true;
        }
        return false;
    }

    /** Whether there is no point in trying to {@link #enter}. */
    final boolean isBusy() {
        return work.get() != 0;
    }

    final void leave() {
        if (!again) {
            drainer = null;
            if (work.compareAndSet(1, 0)) {
                return;
            }
        }
        drainFrom(1);
    }

    /** In the drain: whether a value could be emitted. Elsewhere it may just have changed. */
    final boolean isWanted() {
        return requested.get() != emitted && !ended && !isClosed();
    }

    /** In the drain, if one {@link #isWanted}: emits {@code value}, which must have its turn. */
    final void emit(R value) {
        if (requested.get() != Long.MAX_VALUE) {
            emitted++;
        }
        deliver(value);
    }

    private void deliver(R value) {
        try {
            downstream.onNext(value);
        } catch (Throwable thrown) { // rule 2.13: the subscription counts as cancelled
            cancel();
            RxJavaPlugins.onError(thrown);
            return;
        }
        emitted();
    }

    /** Ends everything with {@code error}: the first counts, later ones have nobody left to tell but the plugin. */
    final void fail(Throwable error) {
        if (cancelled || !failure.compareAndSet(null, error)) {
            RxJavaPlugins.onError(error);
            return;
        }
        cancelSources();
        drain();
    }

    /** As {@link #fail}, discarding what waits. */
    final void abort(Throwable error) {
        aborted = true;
        fail(error);
    }

    /** Whether what sources still bring is of no use: they have been cancelled. */
    final boolean isClosed() {
        return cancelled || failure.get() != null;
    }

    @Override
    public final void request(long n) {
        if (cancelled) {
            return;
        }
        IllegalArgumentException violation = Demand.violation(n);
        if (violation != null) {
            abort(violation);
            return;
        }
        requested.accumulateAndGet(n, Demand::add);
        drain();
    }

    @Override
    public final void cancel() {
        if (!cancelled) {
            cancelled = true;
            cancelSources();
            drain();
        }
    }

    private void drainFrom(int served) {
        int missed = served;
        do {
            drainer = Thread.currentThread();
            do {
                again = false;
                while (!ended && step()) {
                    // goes on
                }
            } while (again && !ended);
            drainer = null; // before another may write it
            missed = work.addAndGet(-missed);
        } while (missed != 0);
    }

    /** Emits one signal, if there is one to emit. */
    private boolean step() {
        if (cancelled) {
            end();
            return false;
        }
        Throwable error = failure.get();
        if (error != null && (aborted || errors == ErrorDelivery.AT_ONCE)) {
            terminate(error);
            return false;
        }
        try {
            if (advance(error != null)) {
                return emitNext();
            }
            if (error == null && !isDone()) {
                return false;
            }
            // What a source brought before it ended or failed is seen only by an advance that follows.
            if (advance(error != null)) {
                return emitNext();
            }
        } catch (Throwable thrown) { // by a function of the user, or a source
            abort(thrown);
            return true;
        }
        if (error != null || isDone()) { // not if the advance has found something to wait for
            terminate(error);
        }
        return false;
    }

    private boolean emitNext() {
        long demand = requested.get();
        if (emitted == demand) {
            return false;
        }
        R value = take();
        if (demand != Long.MAX_VALUE) {
            emitted++;
        }
        deliver(value);
        return true;
    }

    private void terminate(@Nullable Throwable error) {
        end();
        try {
            if (error == null) {
                downstream.onComplete();
            } else {
                downstream.onError(error);
            }
        } catch (Throwable thrown) { // against rule 2.13
            RxJavaPlugins.onError(thrown);
        }
    }

    private void end() {
        ended = true;
        discard();
    }
}
