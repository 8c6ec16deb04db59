package io.sluice.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * One subscription to {@link BatchWithin}: a queue of values, the first few of which are the open batch.
 *
 * <p>Invariant: the open batch is the longest start of the queue that fits a batch; it is {@code full} if nothing can join it.
 * The alarm is set for its first value, or {@code due} says that it has gone off.
 */
final class Batches<T> extends Stage<T, List<T>> {

    private final BatchWithin<T> options;
    private final Alarm alarm;
    private final Ring<T> waiting = new Ring<>();
    /** Of the values behind the open batch, whose time runs already. */
    private final LongRing arrivals = new LongRing();

    private int count;
    private long weight;
    private boolean full;
    private boolean due;

    Batches(Subscriber<? super List<T>> downstream, BatchWithin<T> options) {
        super(
                downstream,
                (long) options.maxCount + options.prefetch,
                // So that a batch that could be filled is always asked for.
                refill(options.prefetch),
                options.eagerErrors);
        this.options = options;
        this.alarm = new Alarm(this, options.scheduler, () -> due = true);
    }

    @Override
    void accept(T value) {
        long itsWeight = options.maxWeight == Long.MAX_VALUE ? 0 : Limits.weight(options.weigher.applyAsLong(value));
        if (isOver()) { // the weigher has cancelled
            return;
        }
        waiting.add(value, itsWeight);
        if (count == 0) {
            alarm.set(alarm.now(), options.maxDelay);
        } else if (!fits(itsWeight)) {
            full = true;
            arrivals.add(alarm.now());
            return;
        }
        join(itsWeight);
    }

    private boolean fits(long next) {
        return !full && next <= options.maxWeight - weight;
    }

    private void join(long itsWeight) {
        count++;
        weight += itsWeight;
        full = count == options.maxCount || weight >= options.maxWeight;
    }

    @Override
    void refused(T value) {
        Drops.report(options.onDropped, value, DropReason.ENDED);
    }

    @Override
    @Nullable
    List<T> poll() {
        if (count == 0 || !(full || due || hasEnded())) {
            return null;
        }
        List<T> batch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            batch.add(waiting.take());
        }
        consumed(count);
        openNext();
        return batch;
    }

    private void openNext() {
        count = 0;
        weight = 0;
        full = false;
        due = false;
        alarm.clear();
        if (!waiting.isEmpty()) {
            long now = alarm.now();
            long left = arrivals.first() + options.maxDelay - now;
            if (left <= 0 && options.maxDelay != Long.MAX_VALUE) {
                due = true;
            } else {
                alarm.set(now, left <= 0 ? Long.MAX_VALUE : left);
            }
            while (count < waiting.size() && (count == 0 || fits(waiting.number(count)))) {
                arrivals.take();
                join(waiting.number(count));
            }
            full |= count < waiting.size();
        }
    }

    @Override
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Override
    void discard(DropReason reason) {
        count = 0;
        while (!waiting.isEmpty()) {
            Drops.report(options.onDropped, waiting.take(), reason);
        }
    }

    @Override
    void release() {
        alarm.dispose();
        super.release();
    }
}
