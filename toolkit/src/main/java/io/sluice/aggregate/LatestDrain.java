package io.sluice.aggregate;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.internal.DeferredSubscription;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Combines the latest of each source when there is demand and something new.
 *
 * <p>Invariant: a value is in one place only: fresh in the slot of its source, or among those combined last.
 *
 * <p>Threading: as {@link InputDrain}; a slot's fresh value is exchanged between its source and the drain.
 */
final class LatestDrain<T, R> extends InputDrain<R> {

    private final Function<? super List<T>, ? extends R> combiner;
    private final BiConsumer<? super T, ? super DropReason> onDropped;
    private final List<Slot> slots = new ArrayList<>();

    LatestDrain(
            Subscriber<? super R> downstream,
            ErrorDelivery errors,
            Function<? super List<T>, ? extends R> combiner,
            BiConsumer<? super T, ? super DropReason> onDropped,
            int sources) {
        super(downstream, errors);
        this.combiner = combiner;
        this.onDropped = onDropped;
        for (int i = 0; i < sources; i++) {
            slots.add(new Slot());
        }
    }

    void subscribeTo(List<? extends Publisher<? extends T>> sources) {
        for (int i = 0; i < slots.size() && !isClosed(); i++) {
            try {
                sources.get(i).subscribe(slots.get(i));
            } catch (Throwable thrown) { // against rule 1.9
                abort(thrown);
            }
        }
    }

    @Override
    boolean isDone() {
        boolean done = true;
        for (Slot slot : slots) {
            if (slot.done && slot.isWithoutValue()) {
                cancelSources();
                return true;
            }
            done &= slot.done;
        }
        return done;
    }

    @Override
    boolean advance(boolean last) {
        boolean changed = false;
        for (Slot slot : slots) {
            if (slot.isWithoutValue()) {
                return false;
            }
            changed |= slot.fresh.get() != null;
        }
        return changed;
    }

    @Override
    R take() {
        Object[] latest = new Object[slots.size()];
        for (int i = 0; i < latest.length; i++) {
            latest[i] = slots.get(i).take();
        }
        return Objects.requireNonNull(combiner.apply(listOf(latest)), "a combination");
    }

    /** Combines a value that has just come, if nothing waits and it is wanted. */
    private boolean pass(Slot slot, T value) {
        if (isBusy() || !isWanted() || !enter()) {
            return false;
        }
        boolean passes = isWanted() && slot.fresh.get() == null && isComplete();
        if (passes) {
            slot.combined = value;
            try {
                emit(take());
            } catch (Throwable thrown) { // by the combiner
                abort(thrown);
            }
        }
        leave();
        return passes;
    }

    private boolean isComplete() {
        for (Slot slot : slots) {
            if (slot.isWithoutValue()) {
                return false;
            }
        }
        return true;
    }

    @SuppressWarnings("unchecked") // each is of T
    private static <T> List<T> listOf(Object[] values) {
        return (List<T>) List.of(values);
    }

    @Override
    void cancelSources() {
        slots.forEach(slot -> slot.upstream.cancel());
    }

    @Override
    void discard() {
        slots.forEach(Slot::clear);
    }

    /** The latest of one source. */
    private final class Slot implements FlowableSubscriber<T> {

        private final DeferredSubscription upstream = new DeferredSubscription();
        private final AtomicReference<@Nullable T> fresh = new AtomicReference<>();
        private volatile boolean done;
        /** Belongs to the drain. */
        private @Nullable T combined;

        boolean isWithoutValue() {
            return combined == null && fresh.get() == null;
        }

        T take() {
            T newer = fresh.get() == null ? null : fresh.getAndSet(null); // looking costs less than exchanging
            if (newer != null) {
                combined = newer;
            }
            return Objects.requireNonNull(combined);
        }

        void clear() {
            fresh.set(null);
            combined = null;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (upstream.set(subscription)) {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(T value) {
            Objects.requireNonNull(value, "value"); // rule 2.13: thrown at the source
            if (done || isClosed()) {
                return;
            }
            if (pass(this, value)) {
                return;
            }
            T replaced = fresh.getAndSet(value);
            if (replaced != null) {
                Drops.report(onDropped, replaced, DropReason.CONFLATED);
            }
            drain();
        }

        @Override
        public void onError(Throwable error) {
            // Not done: a drain under way would take that for completion.
            fail(Objects.requireNonNull(error, "error"));
        }

        @Override
        public void onComplete() {
            done = true;
            drain();
        }
    }
}
