package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Merges values while there is no demand: for changes, of which none may be missing and many can be one.
 *
 * <pre>{@code updates.compose(conflate(DepthUpdate::mergeWith))
 * trades.compose(conflate(Volume::of, Volume::plus))}</pre>
 *
 * <p>Backpressure: downstream's demand is honoured; upstream is asked for everything at once.
 *
 * <p>Overflow: a value is merged into the one that waits, exactly once, and is not lost thereby. With demand each value is emitted
 * by itself, seeded.
 *
 * <p>Memory: one merged value, however large the functions make it.
 *
 * <p>Errors: what waits is emitted first, then completion or error; with {@link #eagerErrors} an error is emitted at once and
 * what waits is dropped as {@link DropReason#ENDED}. A function that throws or returns null ends the stream with that error,
 * and what waited is dropped.
 *
 * <p>Threading: emits on the thread that brought the value or the demand. Functions and hook run one call at a time, hold up
 * the stream and must not wait for other threads. Immutable: each option returns a new operator.
 *
 * @param <T> type of the values
 * @param <A> type of the merged values
 */
public final class Conflate<T, A> implements FlowableTransformer<T, A> {

    private final Function<? super T, ? extends A> seed;
    private final BiFunction<? super A, ? super T, ? extends A> merge;
    private final BiConsumer<? super A, ? super DropReason> onDropped;
    private final boolean eagerErrors;

    private Conflate(
            Function<? super T, ? extends A> seed,
            BiFunction<? super A, ? super T, ? extends A> merge,
            BiConsumer<? super A, ? super DropReason> onDropped,
            boolean eagerErrors) {
        this.seed = seed;
        this.merge = merge;
        this.onDropped = onDropped;
        this.eagerErrors = eagerErrors;
    }

    /**
     * Merges into a type of its own.
     *
     * @param seed makes a merged value of a single one
     * @param merge takes what waits and a newer value to what waits from then on; it may change the former and return it
     */
    public static <T, A> Conflate<T, A> conflate(
            Function<? super T, ? extends A> seed, BiFunction<? super A, ? super T, ? extends A> merge) {
        return new Conflate<>(
                Objects.requireNonNull(seed, "seed"), Objects.requireNonNull(merge, "merge"), Drops.NONE, false);
    }

    /** Merges values into one of the same type, by {@code merge} of the one that waits and the newer one. */
    public static <T> Conflate<T, T> conflate(BiFunction<? super T, ? super T, ? extends T> merge) {
        return conflate(value -> value, merge);
    }

    /** Is told of what waited when the stream ended without it. */
    public Conflate<T, A> onDropped(BiConsumer<? super A, ? super DropReason> hook) {
        return new Conflate<>(seed, merge, Objects.requireNonNull(hook, "hook"), eagerErrors);
    }

    /** Lets an error overtake what waits. */
    public Conflate<T, A> eagerErrors() {
        return new Conflate<>(seed, merge, onDropped, true);
    }

    @Override
    public Publisher<A> apply(Flowable<T> source) {
        return new StageFlowable<T, A>(source, Merged::new);
    }

    private final class Merged extends Stage<T, A> {

        private @Nullable A waiting;

        Merged(Subscriber<? super A> downstream) {
            super(downstream, Long.MAX_VALUE, eagerErrors);
        }

        @Override
        void accept(T value) {
            A before = waiting;
            A after = Objects.requireNonNull(
                    before == null ? seed.apply(value) : merge.apply(before, value),
                    "seed and merge must not return null");
            if (!isOver()) { // a function may have cancelled, and then nothing waits any more
                waiting = after;
            }
        }

        @Override
        @Nullable
        A poll() {
            A value = waiting;
            waiting = null;
            return value;
        }

        @Override
        boolean isEmpty() {
            return waiting == null;
        }

        @Override
        void discard(DropReason reason) {
            A value = poll();
            if (value != null) {
                Drops.report(onDropped, value, reason);
            }
        }
    }
}
