package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Keeps up to so many values, of up to so many bytes, while there is no demand; beyond that, fails or drops as it was told.
 *
 * <pre>{@code messages.compose(bufferBounded(1_000).maxBytes(1 << 20, Message::length).dropOldest())}</pre>
 *
 * <p>Backpressure: downstream's demand is honoured; upstream is asked for everything at once.
 *
 * <p>Overflow: by default a value that does not fit fails the stream with an {@link OverflowException}, right after what was
 * emitted already; it and all that waits is dropped. With {@link #dropOldest} or {@link #dropNewest} the stream goes on, and what is lost
 * is reported as {@link DropReason#OVERFLOW}. A value of more bytes than the bound passes when nothing else waits: it must
 * be held anyway by whoever brings it, and no policy could ever let it through otherwise.
 *
 * <p>Memory: {@code maxCount} values, which together have no more than {@code maxBytes} bytes unless there is only one. The room
 * for them grows as it is needed and is kept.
 *
 * <p>Errors: what waits is emitted first, then completion or error; with {@link #eagerErrors} an error is emitted at once and
 * what waits is dropped as {@link DropReason#ENDED}. A weigher that throws or returns a negative weight ends the stream with
 * that error.
 *
 * <p>Threading: emits on the thread that brought the value or the demand. Weigher and hook run one call at a time, hold up
 * the stream and must not wait for other threads. Immutable: each option returns a new operator.
 *
 * @param <T> type of the values
 */
public final class BufferBounded<T> implements FlowableTransformer<T, T> {

    private enum Policy {
        FAIL,
        DROP_OLDEST,
        DROP_NEWEST
    }

    private final int maxCount;
    private final long maxBytes;
    private final ToLongFunction<? super T> weigher;
    private final Policy policy;
    private final BiConsumer<? super T, ? super DropReason> onDropped;
    private final boolean eagerErrors;

    private BufferBounded(
            int maxCount,
            long maxBytes,
            ToLongFunction<? super T> weigher,
            Policy policy,
            BiConsumer<? super T, ? super DropReason> onDropped,
            boolean eagerErrors) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
        this.weigher = weigher;
        this.policy = policy;
        this.onDropped = onDropped;
        this.eagerErrors = eagerErrors;
    }

    /** Keeps up to {@code maxCount} values, at least 1, then fails. */
    public static <T> BufferBounded<T> bufferBounded(int maxCount) {
        return new BufferBounded<>(
                Limits.positive(maxCount, "maxCount"), Long.MAX_VALUE, value -> 0, Policy.FAIL, Drops.NONE, false);
    }

    /**
     * Bounds the bytes too; unbounded by default.
     *
     * @param bytes at least 1
     * @param weigher the bytes of a value, never negative; asked once for each
     */
    public BufferBounded<T> maxBytes(long bytes, ToLongFunction<? super T> weigher) {
        return new BufferBounded<>(
                maxCount,
                Limits.positive(bytes, "maxBytes"),
                Objects.requireNonNull(weigher, "weigher"),
                policy,
                onDropped,
                eagerErrors);
    }

    /** Makes room for a new value by dropping those that wait longest. */
    public BufferBounded<T> dropOldest() {
        return with(Policy.DROP_OLDEST);
    }

    /** Drops a new value for which there is no room. */
    public BufferBounded<T> dropNewest() {
        return with(Policy.DROP_NEWEST);
    }

    private BufferBounded<T> with(Policy chosen) {
        return new BufferBounded<>(maxCount, maxBytes, weigher, chosen, onDropped, eagerErrors);
    }

    /** Is told of each value that is lost. */
    public BufferBounded<T> onDropped(BiConsumer<? super T, ? super DropReason> hook) {
        return new BufferBounded<>(
                maxCount, maxBytes, weigher, policy, Objects.requireNonNull(hook, "hook"), eagerErrors);
    }

    /** Lets an error overtake what waits. */
    public BufferBounded<T> eagerErrors() {
        return new BufferBounded<>(maxCount, maxBytes, weigher, policy, onDropped, true);
    }

    @Override
    public Publisher<T> apply(Flowable<T> source) {
        return new StageFlowable<T, T>(source, Buffered::new);
    }

    private final class Buffered extends Stage<T, T> {

        private final Ring<T> waiting = new Ring<>();
        private long bytes;

        Buffered(Subscriber<? super T> downstream) {
            super(downstream, Long.MAX_VALUE, eagerErrors);
        }

        @Override
        void accept(T value) {
            long weight = weigh(value);
            while (!isOver() && !fits(weight)) {
                if (policy == Policy.DROP_OLDEST) {
                    Drops.report(onDropped, take(), DropReason.OVERFLOW);
                } else {
                    refuse(value);
                    return;
                }
            }
            if (!isOver()) { // weigher or hook may have cancelled
                waiting.add(value, weight);
                bytes += weight;
            }
        }

        private boolean fits(long weight) {
            return waiting.isEmpty() || (waiting.size() < maxCount && weight <= maxBytes - bytes);
        }

        private void refuse(T value) {
            if (policy == Policy.FAIL) {
                fail(new OverflowException(
                        maxBytes == Long.MAX_VALUE
                                ? "more than " + maxCount + " values wait"
                                : "more than " + maxCount + " values or " + maxBytes + " bytes wait"));
            }
            Drops.report(onDropped, value, DropReason.OVERFLOW);
        }

        private T take() {
            bytes -= waiting.number(0);
            return waiting.take();
        }

        private long weigh(T value) {
            return maxBytes == Long.MAX_VALUE ? 0 : Limits.weight(weigher.applyAsLong(value));
        }

        @Override
        void refused(T value) {
            Drops.report(onDropped, value, DropReason.ENDED);
        }

        @Override
        @Nullable
        T poll() {
            return waiting.isEmpty() ? null : take();
        }

        @Override
        boolean isEmpty() {
            return waiting.isEmpty();
        }

        @Override
        void discard(DropReason reason) {
            while (!waiting.isEmpty()) {
                Drops.report(onDropped, waiting.take(), reason);
            }
            bytes = 0;
        }
    }
}
