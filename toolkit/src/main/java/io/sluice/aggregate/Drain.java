package io.sluice.aggregate;

import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.Demand;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The downstream side of one subscription to an operator: its demand, its end, and the one drain that emits to it. The
 * operator keeps its state here too, guarded by its lock.
 *
 * <p>Threading: {@code request} and {@code cancel} by any thread. Whoever brings something to emit (a source, a timer)
 * changes the state between {@link #lock} and {@link #unlock} and then calls {@link #drain}. The lock is held for a
 * few steps, never while downstream or a source is called; functions of the user run under it, one at a time.
 *
 * <p>Invariants:
 * <ul>
 *   <li>Only the thread that took the role of the emitter emits, or does the {@link #chore}. A re-entrant or concurrent caller
 *       leaves its change behind under the lock, and the drain looks again, under the lock, before it gives that role up.
 *   <li>A value is polled only for demand, one for one. Terminal signals need none.
 *   <li>Once {@code silent} nothing more is emitted, nothing is held and nothing is taken.
 * </ul>
 *
 * @param <R> type of the values emitted
 */
abstract class Drain<R> extends EmitterLock implements Subscription {

    private static final Object CHORE = new Object();

    private final Subscriber<? super R> downstream;

    private long demand;
    /** Of the emitter: nothing is to be done after the signal it has taken, unless somebody brings it. */
    private boolean last;

    /** No more will come: once nothing waits, {@code endError} or completion is due. */
    private boolean ended;

    private @Nullable Throwable endError;
    /** Due at once, in place of all that waited. */
    private @Nullable Throwable cut;
    /** Cancelled, or the terminal signal was taken to be emitted. */
    private boolean silent;

    private record End(@Nullable Throwable error) {}

    Drain(Subscriber<? super R> downstream) {
        this.downstream = downstream;
    }

    // What an operator says.

    /** Under the lock, with demand: takes the next value to be emitted, or returns null if none is due. */
    abstract @Nullable R poll();

    /**
     * Under the lock: whether nothing is left that has to be emitted before the end. If so after a value was polled, none is due
     * until the state changes.
     */
    abstract boolean isEmpty();

    /** Under the lock: forgets all that waits, reporting it. Nothing is polled afterwards. */
    abstract void discard(DropReason reason);

    /** In any thread without the lock, once: cancels sources that have not ended, and timers. */
    abstract void release();

    /** Under the lock: whether there is something to do that needs the drain, but not the lock. */
    boolean isChoreDue() {
        return false;
    }

    /** In the drain without the lock: does it, for instance requests more of a source, which may answer at once. */
    void chore() {}

    /** Under the lock, after the demand has grown. */
    void demandAdded() {}

    /** Without the lock, after {@code n} were added to the demand. */
    void requested(long n) {}

    // What an operator uses.

    /** Under the lock: what downstream has asked for and not got. */
    final long demand() {
        return demand;
    }

    /** Under the lock: whether nothing more is emitted, so that nothing need be taken either. */
    final boolean isOver() {
        return silent || cut != null;
    }

    /** Under the lock: whether {@link #end} has been told. */
    final boolean hasEnded() {
        return ended;
    }

    /** Under the lock: no more will come; what waits is emitted first, then the terminal signal. */
    final void end(@Nullable Throwable error) {
        if (!ended) {
            ended = true;
            endError = error;
        }
    }

    /** Under the lock: what waits is dropped and {@code error} is the next signal. */
    final void fail(Throwable error) {
        if (isOver()) {
            return;
        }
        cut = error;
        discard(DropReason.ENDED);
    }

    /** Without the lock: emits what is due, unless another call does. */
    final void drain() {
        Object signal;
        lock();
        try {
            signal = takeSignal();
        } finally {
            unlock();
        }
        run(signal);
    }

    /**
     * Under the lock: the first signal to {@link #run}, and with it the role of the emitter; null if there is none, or if a function
     * of the user has called from within a step that is not done: whoever called that looks for signals after it.
     */
    final @Nullable Object takeSignal() {
        return !isNested() && takeRole() ? next() : null;
    }

    /** Without the lock: emits {@code signal} and all that are due after it. */
    @SuppressWarnings("unchecked") // all that is neither a chore nor an end came out of poll
    final void run(@Nullable Object first) {
        Object signal = first;
        while (signal != null) {
            if (signal == CHORE) {
                chore();
            } else if (signal instanceof End end) {
                release();
                terminate(end.error);
                return;
            } else {
                emit((R) signal);
            }
            signal = last && leaveRole() ? null : look();
        }
    }

    private @Nullable Object look() {
        lock();
        try {
            seen();
            return next();
        } finally {
            unlock();
        }
    }

    @Override
    public final void request(long n) {
        Throwable violation = Demand.violation(n);
        Object signal;
        lock();
        try {
            if (violation != null) {
                fail(violation);
            } else {
                demand = Demand.add(demand, n);
                demandAdded();
            }
            signal = takeSignal();
        } finally {
            unlock();
        }
        if (violation == null) {
            requested(n);
        }
        run(signal);
    }

    @Override
    public final void cancel() {
        lock();
        try {
            if (silent) {
                return;
            }
            silent = true;
            discard(DropReason.CANCELLED);
        } finally {
            unlock();
        }
        release();
    }

    /** The next signal; null if none is due now, and then the role has been given up in the same step. */
    private @Nullable Object next() {
        last = false;
        if (!silent) {
            if (cut == null && isChoreDue()) {
                return CHORE;
            }
            R value = cut == null && demand > 0 ? pollOrFail() : null;
            if (silent) { // a function of the user has cancelled
                value = null;
            } else if (value != null) {
                demand = Demand.produced(demand, 1);
                last = cut == null && !ended && (demand == 0 || isEmpty()) && !isChoreDue();
                return value;
            } else if (cut != null || (ended && isEmpty())) {
                silent = true;
                return new End(cut != null ? cut : endError);
            }
        }
        giveUpRole();
        return null;
    }

    private @Nullable R pollOrFail() {
        try {
            return poll();
        } catch (Throwable error) { // a fatal one, too: thrown on from here, it would leave the role taken for ever
            fail(error);
            return null;
        }
    }

    private void emit(R value) {
        try {
            downstream.onNext(value);
        } catch (Throwable error) { // rule 2.13: the subscription counts as cancelled
            cancel();
            Exceptions.throwIfFatal(error);
            RxJavaPlugins.onError(error);
        }
    }

    private void terminate(@Nullable Throwable error) {
        try {
            if (error == null) {
                downstream.onComplete();
            } else {
                downstream.onError(error);
            }
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            RxJavaPlugins.onError(thrown);
        }
    }

    /** Emits {@code onSubscribe}; to be called before anything else can be emitted. */
    final void open() {
        downstream.onSubscribe(this);
    }
}
