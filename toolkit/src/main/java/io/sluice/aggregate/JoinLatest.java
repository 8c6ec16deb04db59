package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * The latest values of several sources, combined: a state made of states, such as the best price over venues.
 *
 * <pre>
 * a       --1-----2---3---------|
 * b       ----x---------y-z------|
 * joined  ----1x--2x--3x--3z-----|       (no demand between y and z)
 * </pre>
 *
 * <p><b>Values.</b> From when each source has brought one: whenever one of them changed and there is demand, the combination of the
 * latest of each. A state that nobody asked for in time is not emitted any more.
 *
 * <p><b>Backpressure.</b> Emits as many combinations as were requested; the sources are asked for everything and never wait.
 *
 * <p><b>Overflow.</b> A value that is replaced by a newer one of its source before it was part of a combination is conflated into it:
 * dropped, and told to {@link #onDropped}, by the thread of that source. Every value is either part of a combination, or told, or among
 * the latest of their sources when the stream ends.
 *
 * <p><b>Memory.</b> Two values of each source at most: the latest, and the one that was last combined.
 *
 * <p><b>Threading.</b> Combinations are emitted by whichever source's or requester's thread finds them, one at a time; the combiner is
 * called there.
 *
 * <p><b>Errors.</b> The first error cancels the other sources; a combination that waits for demand is emitted first, unless errors
 * are {@linkplain #eagerErrors eager}. A combiner that throws or returns null ends the stream, at once.
 *
 * <p><b>Completion.</b> When all sources have completed and the last combination is emitted, or at once when one completes that never
 * brought a value, since there will be no combination.
 *
 * <p>Immutable: the methods that set something return a changed copy. Each subscription subscribes to the sources anew.
 *
 * @param <T> type of the sources' values
 * @param <R> type of the combinations
 */
public final class JoinLatest<T, R> extends Flowable<R> {

    private final List<Publisher<? extends T>> sources;
    private final Function<? super List<T>, ? extends R> combiner;
    private final BiConsumer<? super T, ? super DropReason> onDropped;
    private final ErrorDelivery errors;

    private JoinLatest(
            List<Publisher<? extends T>> sources,
            Function<? super List<T>, ? extends R> combiner,
            BiConsumer<? super T, ? super DropReason> onDropped,
            ErrorDelivery errors) {
        this.sources = sources;
        this.combiner = combiner;
        this.onDropped = onDropped;
        this.errors = errors;
    }

    /**
     * Joins {@code sources}; without any the stream is empty.
     *
     * @param combiner takes the latest values, in the order of the sources, in an unmodifiable list, to what is emitted
     */
    public static <T, R> JoinLatest<T, R> joinLatest(
            Iterable<? extends Publisher<? extends T>> sources, Function<? super List<T>, ? extends R> combiner) {
        return new JoinLatest<>(
                Sources.listOf(sources),
                Objects.requireNonNull(combiner, "combiner"),
                Drops.NONE,
                ErrorDelivery.AFTER_PENDING);
    }

    /** Joins two sources of different types. */
    @SuppressWarnings("unchecked") // each value is taken for what its source brings
    public static <A, B, R> JoinLatest<Object, R> joinLatest(
            Publisher<A> first, Publisher<B> second, BiFunction<? super A, ? super B, ? extends R> combiner) {
        Objects.requireNonNull(combiner, "combiner");
        return joinLatest(List.of(first, second), latest -> combiner.apply((A) latest.get(0), (B) latest.get(1)));
    }

    /**
     * Is told of each value that was replaced before it was part of a combination, as {@link DropReason#CONFLATED}; default nobody.
     * Must be short; may be called by the threads of several sources at once.
     */
    public JoinLatest<T, R> onDropped(BiConsumer<? super T, ? super DropReason> onDropped) {
        return new JoinLatest<>(sources, combiner, Objects.requireNonNull(onDropped, "onDropped"), errors);
    }

    /** Emits an error at once, without demand, and discards a combination that waits. Default: the error comes after them. */
    public JoinLatest<T, R> eagerErrors() {
        return new JoinLatest<>(sources, combiner, onDropped, ErrorDelivery.AT_ONCE);
    }

    @Override
    protected void subscribeActual(Subscriber<? super R> subscriber) {
        LatestDrain<T, R> drain = new LatestDrain<>(subscriber, errors, combiner, onDropped, sources.size());
        subscriber.onSubscribe(drain);
        drain.subscribeTo(sources);
        drain.open();
    }
}
