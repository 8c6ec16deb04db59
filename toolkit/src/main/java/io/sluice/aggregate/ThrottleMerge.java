package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.schedulers.Schedulers;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * Limits the rate by a token bucket, and merges what comes faster: the last value always gets out.
 *
 * <pre>{@code updates.compose(throttleMerge(10, Duration.ofSeconds(1)).merge(Update::mergeWith))
 * quotes.compose(throttleMerge(4, Duration.ofSeconds(1)).byKey(Quote::symbol, 1_000))}</pre>
 *
 * <p>Rate: a value goes out when the bucket holds a token or more, and takes as many as it costs, if need be more than there are:
 * the next one waits until that is paid. In any time {@code t} the values emitted cost no more than {@code burst + rate * t} and
 * what the last of them costs beyond a token. By key, each key has a bucket of its own.
 *
 * <p>Backpressure: downstream's demand is honoured; upstream is asked for everything at once. Demand that comes late finds one
 * value, and the tokens saved up meanwhile.
 *
 * <p>Overflow: a newer value takes the place of the one that waits, which is reported as {@link DropReason#CONFLATED}; with {@link #merge}
 * it is merged into that and nothing is lost. One key more than there may be fails the stream with an
 * {@link OverflowException}, and its value is dropped as {@link DropReason#TOO_MANY_KEYS}.
 *
 * <p>Memory: one value; by key, one for each key that waits and a few words for each whose bucket is not full, {@code maxKeys} in all.
 *
 * <p>Errors: what waits is emitted first, at the rate, then completion or error; with {@link #eagerErrors} an error is emitted at once
 * and what waits is dropped as {@link DropReason#ENDED}. A function that throws or returns null or a negative cost ends the
 * stream with that error.
 *
 * <p>Threading: emits on the thread that brought the value or the demand, or on the scheduler. Functions and hook run one call
 * at a time, hold up the stream and must not wait for other threads. Immutable: each option returns a new operator.
 *
 * @param <T> type of the values
 */
public final class ThrottleMerge<T> implements FlowableTransformer<T, T> {

    private static final Object ONE_KEY = new Object();

    final long tokens;
    final long per;
    final long burst;
    final ToLongFunction<? super T> cost;
    final @Nullable BinaryOperator<T> merge;
    final Function<? super T, ?> key;
    final int maxKeys;
    final Scheduler scheduler;
    final BiConsumer<? super T, ? super DropReason> onDropped;
    final boolean eagerErrors;

    private ThrottleMerge(
            long tokens,
            long per,
            long burst,
            ToLongFunction<? super T> cost,
            @Nullable BinaryOperator<T> merge,
            Function<? super T, ?> key,
            int maxKeys,
            Scheduler scheduler,
            BiConsumer<? super T, ? super DropReason> onDropped,
            boolean eagerErrors) {
        this.tokens = tokens;
        this.per = per;
        this.burst = burst;
        this.cost = cost;
        this.merge = merge;
        this.key = key;
        this.maxKeys = maxKeys;
        this.scheduler = scheduler;
        this.onDropped = onDropped;
        this.eagerErrors = eagerErrors;
    }

    /**
     * A bucket that {@code tokens}, at least 1, flow into evenly in each {@code per}; it holds one at most. What a timer is late by, a
     * millisecond as a rule, is lost to a bucket that cannot save it up: for more than some 100 tokens a second set a {@link #burst},
     * of two milliseconds' worth at least.
     */
    public static <T> ThrottleMerge<T> throttleMerge(long tokens, Duration per) {
        return new ThrottleMerge<>(
                Limits.positive(tokens, "tokens"),
                Limits.nanos(per, "per"),
                1,
                value -> 1,
                null,
                value -> ONE_KEY,
                1,
                Schedulers.computation(),
                Drops.NONE,
                false);
    }

    /** How many tokens the bucket holds at most and at first, at least 1; 1 by default, so that values go out evenly. */
    public ThrottleMerge<T> burst(long burst) {
        return new ThrottleMerge<>(
                tokens,
                per,
                Limits.positive(burst, "burst"),
                cost,
                merge,
                key,
                maxKeys,
                scheduler,
                onDropped,
                eagerErrors);
    }

    /** How many tokens a value takes, never negative; 1 by default. */
    public ThrottleMerge<T> cost(ToLongFunction<? super T> cost) {
        return new ThrottleMerge<>(
                tokens,
                per,
                burst,
                Objects.requireNonNull(cost, "cost"),
                merge,
                key,
                maxKeys,
                scheduler,
                onDropped,
                eagerErrors);
    }

    /** Merges the value that waits and a newer one, each once, instead of replacing the former. */
    public ThrottleMerge<T> merge(BinaryOperator<T> merge) {
        return new ThrottleMerge<>(
                tokens,
                per,
                burst,
                cost,
                Objects.requireNonNull(merge, "merge"),
                key,
                maxKeys,
                scheduler,
                onDropped,
                eagerErrors);
    }

    /** Gives each key a bucket and a waiting value of its own; those that may go are emitted longest waiting first. */
    public ThrottleMerge<T> byKey(Function<? super T, ?> key, int maxKeys) {
        return new ThrottleMerge<>(
                tokens,
                per,
                burst,
                cost,
                merge,
                Objects.requireNonNull(key, "key"),
                Limits.positive(maxKeys, "maxKeys"),
                scheduler,
                onDropped,
                eagerErrors);
    }

    /** The clock and timer; {@link Schedulers#computation} by default. */
    public ThrottleMerge<T> scheduler(Scheduler scheduler) {
        return new ThrottleMerge<>(
                tokens,
                per,
                burst,
                cost,
                merge,
                key,
                maxKeys,
                Objects.requireNonNull(scheduler, "scheduler"),
                onDropped,
                eagerErrors);
    }

    /** Is told of each value that is lost. */
    public ThrottleMerge<T> onDropped(BiConsumer<? super T, ? super DropReason> hook) {
        return new ThrottleMerge<>(
                tokens,
                per,
                burst,
                cost,
                merge,
                key,
                maxKeys,
                scheduler,
                Objects.requireNonNull(hook, "hook"),
                eagerErrors);
    }

    /** Lets an error overtake what waits. */
    public ThrottleMerge<T> eagerErrors() {
        return new ThrottleMerge<>(tokens, per, burst, cost, merge, key, maxKeys, scheduler, onDropped, true);
    }

    /** How long it takes until {@code count} tokens have come, in nanoseconds rounded up; saturates. */
    long nanosOf(long count) {
        long whole = count / tokens;
        long rest = count % tokens;
        if (whole > (Long.MAX_VALUE >> 2) / per) {
            return Long.MAX_VALUE >> 2;
        }
        // In doubles only where the product would overflow.
        long part = rest <= Long.MAX_VALUE / per
                ? (rest * per + tokens - 1) / tokens
                : (long) Math.ceil((double) rest / tokens * per);
        return Math.min(whole * per + part, Long.MAX_VALUE >> 2);
    }

    @Override
    public Publisher<T> apply(Flowable<T> source) {
        return new StageFlowable<T, T>(source, downstream -> new Throttled<>(downstream, this));
    }
}
