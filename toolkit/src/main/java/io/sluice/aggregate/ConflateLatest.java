package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Keeps the latest value while there is no demand: for states, of which only the newest is of use.
 *
 * <pre>{@code quotes.compose(conflateLatest())}</pre>
 *
 * <p>Backpressure: downstream's demand is honoured; upstream is asked for everything at once.
 *
 * <p>Overflow: a value that waits is replaced by a newer one and reported as {@link DropReason#CONFLATED}.
 *
 * <p>Memory: one value.
 *
 * <p>Errors: the value that waits is emitted first, then completion or error; with {@link #eagerErrors} an error is emitted at once
 * and the value is dropped as {@link DropReason#ENDED}.
 *
 * <p>Threading: emits on the thread that brought the value or the demand. The hook runs one call at a time, holds up the
 * stream and must not wait for other threads. Immutable: each option returns a new operator.
 *
 * @param <T> type of the values
 */
public final class ConflateLatest<T> implements FlowableTransformer<T, T> {

    private final BiConsumer<? super T, ? super DropReason> onDropped;
    private final boolean eagerErrors;

    private ConflateLatest(BiConsumer<? super T, ? super DropReason> onDropped, boolean eagerErrors) {
        this.onDropped = onDropped;
        this.eagerErrors = eagerErrors;
    }

    /** Keeps the latest value. */
    public static <T> ConflateLatest<T> conflateLatest() {
        return new ConflateLatest<>(Drops.NONE, false);
    }

    /** Is told of each value that is lost. */
    public ConflateLatest<T> onDropped(BiConsumer<? super T, ? super DropReason> hook) {
        return new ConflateLatest<>(Objects.requireNonNull(hook, "hook"), eagerErrors);
    }

    /** Lets an error overtake the value that waits. */
    public ConflateLatest<T> eagerErrors() {
        return new ConflateLatest<>(onDropped, true);
    }

    @Override
    public Publisher<T> apply(Flowable<T> source) {
        return new StageFlowable<T, T>(source, Latest::new);
    }

    private final class Latest extends Stage<T, T> {

        private @Nullable T latest;

        Latest(Subscriber<? super T> downstream) {
            super(downstream, Long.MAX_VALUE, eagerErrors);
        }

        @Override
        void accept(T value) {
            T replaced = latest;
            latest = value;
            if (replaced != null) {
                Drops.report(onDropped, replaced, DropReason.CONFLATED);
            }
        }

        @Override
        @Nullable
        T poll() {
            T value = latest;
            latest = null;
            return value;
        }

        @Override
        boolean isEmpty() {
            return latest == null;
        }

        @Override
        void discard(DropReason reason) {
            T value = poll();
            if (value != null) {
                Drops.report(onDropped, value, reason);
            }
        }
    }
}
