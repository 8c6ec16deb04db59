package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * The values of several ordered sources as one ordered stream: feeds merged by timestamp.
 *
 * <pre>
 * a       --1-----4----9|
 * b       ----2-3---5--------|
 * merged  ----1-2---3-4------5-9|
 * </pre>
 *
 * <p><b>Order.</b> If each source is ordered, so is the merge; of equal values that of the earlier source in the list comes first. A
 * source that is out of order makes the merge so, and nothing else. Every source is waited for: what the others have is held back until a
 * silent source brings a value or completes, so a source that may fall silent needs heartbeats with a time, or a
 * {@code timeout} of its own.
 *
 * <p><b>Backpressure.</b> Honoured: emits as many values as were requested. Each source is asked for its prefetch, and then for more as
 * its values are emitted.
 *
 * <p><b>Memory.</b> At most {@code prefetch} values of each source. A value costs a comparison per doubling of the sources.
 *
 * <p><b>Threading.</b> Values are emitted by whichever source's or requester's thread finds them, one at a time; the comparator is
 * called there.
 *
 * <p><b>Errors.</b> The first error cancels the other sources; the values that have come are emitted in order, waiting for no source any
 * more, then the error, unless errors are {@linkplain #eagerErrors eager}. A source that emits more than it was asked for fails with a
 * {@code MissingBackpressureException} once its prefetch is full. A comparator that throws ends the merge with what it threw, at once.
 *
 * <p><b>Completion.</b> When all sources have completed and their values are emitted.
 *
 * <p>Immutable: the methods that set something return a changed copy. Each subscription subscribes to the sources anew.
 *
 * @param <T> type of the values
 */
public final class MergeOrdered<T> extends Flowable<T> {

    /** Values asked for ahead, of each source, unless {@link #prefetch} says otherwise. */
    public static final int DEFAULT_PREFETCH = 32;

    private final List<Publisher<? extends T>> sources;
    private final Comparator<? super T> order;
    private final int prefetch;
    private final ErrorDelivery errors;

    private MergeOrdered(
            List<Publisher<? extends T>> sources, Comparator<? super T> order, int prefetch, ErrorDelivery errors) {
        this.sources = sources;
        this.order = order;
        this.prefetch = prefetch;
        this.errors = errors;
    }

    /**
     * Merges {@code sources}; without any the merge is empty.
     *
     * @param order of each source and of the merge: {@code Comparator.comparingLong(Trade::time)}
     */
    public static <T> MergeOrdered<T> mergeOrdered(
            Iterable<? extends Publisher<? extends T>> sources, Comparator<? super T> order) {
        return new MergeOrdered<>(
                Sources.listOf(sources),
                Objects.requireNonNull(order, "order"),
                DEFAULT_PREFETCH,
                ErrorDelivery.AFTER_PENDING);
    }

    /**
     * How many values of each source may be asked for and not yet emitted.
     *
     * @param prefetch at least 1; default {@value #DEFAULT_PREFETCH}
     */
    public MergeOrdered<T> prefetch(int prefetch) {
        Sources.requirePositive(prefetch, "prefetch");
        return new MergeOrdered<>(sources, order, prefetch, errors);
    }

    /** Emits an error at once, without demand, and discards values that wait. Default: the error comes after them. */
    public MergeOrdered<T> eagerErrors() {
        return new MergeOrdered<>(sources, order, prefetch, ErrorDelivery.AT_ONCE);
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        OrderedDrain<T> drain = new OrderedDrain<>(subscriber, errors, order, prefetch, sources.size());
        subscriber.onSubscribe(drain);
        drain.subscribeTo(sources);
        drain.open();
    }
}
