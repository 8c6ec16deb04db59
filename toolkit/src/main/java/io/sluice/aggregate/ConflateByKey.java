package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Keeps one value per key while there is no demand: for states and changes of many things in one stream.
 *
 * <pre>{@code quotes.compose(conflateByKey(Quote::symbol))
 * updates.compose(conflateByKey(Update::symbol).merge(Update::mergeWith).maxKeys(500))}</pre>
 *
 * <p>Backpressure: downstream's demand is honoured; upstream is asked for everything at once.
 *
 * <p>Overflow: a newer value takes the place of the one of its key that waits, which is reported as
 * {@link DropReason#CONFLATED}; with {@link #merge} it is merged into that and nothing is lost. Keys are emitted in the
 * order in which they got their first waiting value, and a key keeps its turn when it gets more: no key starves, hot or cold.
 *
 * <p>A key beyond {@link #maxKeys} waiting ones fails the stream with an {@link OverflowException}, since keys without end
 * are a mistake mostly; or, with {@link #dropOldestKey}, the key that waits longest is dropped as
 * {@link DropReason#TOO_MANY_KEYS}.
 *
 * <p>Memory: one value and one key for each of at most {@code maxKeys} keys that wait, and the keys of up to 1,024 that were emitted
 * last: as long as one is remembered it costs no garbage when it comes again. While downstream is in step no key is kept.
 *
 * <p>Errors: what waits is emitted first, then completion or error; with {@link #eagerErrors} an error is emitted at once and
 * what waits is dropped as {@link DropReason#ENDED}. A function that throws or returns null ends the stream with that error,
 * and what waited is dropped.
 *
 * <p>Threading: emits on the thread that brought the value or the demand. Functions and hook run one call at a time, hold up
 * the stream and must not wait for other threads. Immutable: each option returns a new operator.
 *
 * @param <T> type of the values
 */
public final class ConflateByKey<T> implements FlowableTransformer<T, T> {

    /** What {@link #maxKeys} is unless it is set: a few times the instruments of a large venue, and some MB. */
    public static final int DEFAULT_MAX_KEYS = 10_000;

    private final Function<? super T, ?> key;
    private final @Nullable BinaryOperator<T> merge;
    private final int maxKeys;
    private final boolean dropOldestKey;
    private final BiConsumer<? super T, ? super DropReason> onDropped;
    private final boolean eagerErrors;

    private ConflateByKey(
            Function<? super T, ?> key,
            @Nullable BinaryOperator<T> merge,
            int maxKeys,
            boolean dropOldestKey,
            BiConsumer<? super T, ? super DropReason> onDropped,
            boolean eagerErrors) {
        this.key = key;
        this.merge = merge;
        this.maxKeys = maxKeys;
        this.dropOldestKey = dropOldestKey;
        this.onDropped = onDropped;
        this.eagerErrors = eagerErrors;
    }

    /** Keeps the newest value for each {@code key}; equal keys are the same. */
    public static <T> ConflateByKey<T> conflateByKey(Function<? super T, ?> key) {
        return new ConflateByKey<>(
                Objects.requireNonNull(key, "key"), null, DEFAULT_MAX_KEYS, false, Drops.NONE, false);
    }

    /** Merges the value that waits and a newer one of its key, each once, instead of replacing the former. */
    public ConflateByKey<T> merge(BinaryOperator<T> merge) {
        return new ConflateByKey<>(
                key, Objects.requireNonNull(merge, "merge"), maxKeys, dropOldestKey, onDropped, eagerErrors);
    }

    /** How many keys may wait, at least 1; {@value #DEFAULT_MAX_KEYS} by default. */
    public ConflateByKey<T> maxKeys(int keys) {
        return new ConflateByKey<>(key, merge, Limits.positive(keys, "maxKeys"), dropOldestKey, onDropped, eagerErrors);
    }

    /** Drops the key that waits longest when there is one too many, instead of failing. */
    public ConflateByKey<T> dropOldestKey() {
        return new ConflateByKey<>(key, merge, maxKeys, true, onDropped, eagerErrors);
    }

    /** Is told of each value that is lost. */
    public ConflateByKey<T> onDropped(BiConsumer<? super T, ? super DropReason> hook) {
        return new ConflateByKey<>(
                key, merge, maxKeys, dropOldestKey, Objects.requireNonNull(hook, "hook"), eagerErrors);
    }

    /** Lets an error overtake what waits. */
    public ConflateByKey<T> eagerErrors() {
        return new ConflateByKey<>(key, merge, maxKeys, dropOldestKey, onDropped, true);
    }

    @Override
    public Publisher<T> apply(Flowable<T> source) {
        return new StageFlowable<T, T>(source, Keyed::new);
    }

    private final class Keyed extends Stage<T, T> {

        private final DirtyKeys<T> dirty = new DirtyKeys<>();

        Keyed(Subscriber<? super T> downstream) {
            super(downstream, Long.MAX_VALUE, eagerErrors);
        }

        @Override
        void accept(T value) {
            Object itsKey = Objects.requireNonNull(key.apply(value), "key must not return null");
            if (isOver()) { // the function has cancelled
                return;
            }
            DirtyKeys.Entry<T> entry = dirty.get(itsKey);
            T before = entry == null ? null : entry.value();
            if (entry == null || before == null) {
                add(entry, itsKey, value);
            } else if (merge == null) {
                entry.replace(value);
                Drops.report(onDropped, before, DropReason.CONFLATED);
            } else {
                entry.replace(Objects.requireNonNull(merge.apply(before, value), "merge must not return null"));
            }
        }

        private void add(DirtyKeys.@Nullable Entry<T> known, Object itsKey, T value) {
            if (dirty.size() < maxKeys) {
                dirty.add(known, itsKey, value);
            } else if (dropOldestKey) {
                T oldest = Objects.requireNonNull(dirty.poll());
                dirty.add(dirty.get(itsKey), itsKey, value);
                Drops.report(onDropped, oldest, DropReason.TOO_MANY_KEYS);
            } else {
                fail(new OverflowException("more than " + maxKeys + " keys wait"));
                Drops.report(onDropped, value, DropReason.TOO_MANY_KEYS);
            }
        }

        @Override
        void refused(T value) {
            Drops.report(onDropped, value, DropReason.ENDED);
        }

        @Override
        @Nullable
        T poll() {
            return dirty.poll();
        }

        @Override
        boolean isEmpty() {
            return dirty.size() == 0;
        }

        @Override
        void discard(DropReason reason) {
            for (T value = dirty.poll(); value != null; value = dirty.poll()) {
                Drops.report(onDropped, value, reason);
            }
            dirty.clear();
        }
    }
}
