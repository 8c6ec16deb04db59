package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.reactivestreams.Publisher;

/**
 * Gathers values into batches, each emitted when it is full in number or weight, or when its first value has waited long enough.
 *
 * <pre>{@code ticks.compose(batchWithin(100, Duration.ofMillis(50)).maxWeight(64_000, Tick::bytes))}</pre>
 *
 * <p>Backpressure: a batch is emitted only for demand, one for one. While there is none, a batch that is due goes on filling until
 * it is full; demand that resumes flushes nothing that is neither full nor due. Values are requested on their own account:
 * never more are held or under way than {@code maxCount + prefetch}.
 *
 * <p>Batches: as many values as fit, at least one; a value heavier than {@code maxWeight} is a batch by itself. No value waits
 * longer than {@code maxDelay} while there is demand. The end of the source makes what is left due. A list is the subscriber's
 * to keep and change.
 *
 * <p>Memory: {@code maxCount + prefetch} values and a few words for each. Their weight is not bounded, since it is known only
 * once a value has come.
 *
 * <p>Errors: what waits is emitted first, then completion or error; with {@link #eagerErrors} an error is emitted at once and
 * what waits is dropped as {@link DropReason#ENDED}. A weigher that throws or returns a negative weight ends the stream with
 * that error.
 *
 * <p>Threading: emits on the thread that brought the value or the demand, or on the scheduler. Weigher and hook run one call at
 * a time, hold up the stream and must not wait for other threads. Immutable: each option returns a new operator.
 *
 * @param <T> type of the values
 */
public final class BatchWithin<T> implements FlowableTransformer<T, List<T>> {

    private static final int MAX_DEFAULT_PREFETCH = 128;

    final int maxCount;
    final long maxWeight;
    final ToLongFunction<? super T> weigher;
    final long maxDelay;
    final int prefetch;
    final Scheduler scheduler;
    final BiConsumer<? super T, ? super DropReason> onDropped;
    final boolean eagerErrors;

    private BatchWithin(
            int maxCount,
            long maxWeight,
            ToLongFunction<? super T> weigher,
            long maxDelay,
            int prefetch,
            Scheduler scheduler,
            BiConsumer<? super T, ? super DropReason> onDropped,
            boolean eagerErrors) {
        this.maxCount = maxCount;
        this.maxWeight = maxWeight;
        this.weigher = weigher;
        this.maxDelay = maxDelay;
        this.prefetch = prefetch;
        this.scheduler = scheduler;
        this.onDropped = onDropped;
        this.eagerErrors = eagerErrors;
    }

    /** Batches of at most {@code maxCount} values, at least 1, that wait no longer than {@code maxDelay}. */
    public static <T> BatchWithin<T> batchWithin(int maxCount, Duration maxDelay) {
        return new BatchWithin<>(
                Limits.positive(maxCount, "maxCount"),
                Long.MAX_VALUE,
                value -> 0,
                Limits.nanos(maxDelay, "maxDelay"),
                Math.min(maxCount, MAX_DEFAULT_PREFETCH),
                Schedulers.computation(),
                Drops.NONE,
                false);
    }

    /** Bounds the weight of a batch, at least 1, too; the weigher is asked once for each value. */
    public BatchWithin<T> maxWeight(long weight, ToLongFunction<? super T> weigher) {
        return new BatchWithin<>(
                maxCount,
                Limits.positive(weight, "maxWeight"),
                Objects.requireNonNull(weigher, "weigher"),
                maxDelay,
                prefetch,
                scheduler,
                onDropped,
                eagerErrors);
    }

    /** How many values may wait behind a full batch, at least 1; by default as many as are in it, up to 128. */
    public BatchWithin<T> prefetch(int values) {
        return new BatchWithin<>(
                maxCount,
                maxWeight,
                weigher,
                maxDelay,
                Limits.positive(values, "prefetch"),
                scheduler,
                onDropped,
                eagerErrors);
    }

    /** The clock and timer; {@link Schedulers#computation} by default. */
    public BatchWithin<T> scheduler(Scheduler scheduler) {
        return new BatchWithin<>(
                maxCount,
                maxWeight,
                weigher,
                maxDelay,
                prefetch,
                Objects.requireNonNull(scheduler, "scheduler"),
                onDropped,
                eagerErrors);
    }

    /** Is told of each value that waited when the stream ended without it. */
    public BatchWithin<T> onDropped(BiConsumer<? super T, ? super DropReason> hook) {
        return new BatchWithin<>(
                maxCount,
                maxWeight,
                weigher,
                maxDelay,
                prefetch,
                scheduler,
                Objects.requireNonNull(hook, "hook"),
                eagerErrors);
    }

    /** Lets an error overtake what waits. */
    public BatchWithin<T> eagerErrors() {
        return new BatchWithin<>(maxCount, maxWeight, weigher, maxDelay, prefetch, scheduler, onDropped, true);
    }

    @Override
    public Publisher<List<T>> apply(Flowable<T> source) {
        return new StageFlowable<T, List<T>>(source, downstream -> new Batches<>(downstream, this));
    }
}
