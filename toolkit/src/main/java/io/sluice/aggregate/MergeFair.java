package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import java.util.Arrays;
import java.util.List;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * The values of several sources, each source getting its share however much the others have.
 *
 * <pre>
 * a       --1-2-3-4-5-6-|
 * b       --x---y------------|
 * c       --------------A-|          (demand comes one by one)
 * merged  --1-x-2-y-3-4-5-A-6|
 * </pre>
 *
 * <p><b>Shares.</b> Deficit round robin: in each round a source may emit as many values as it has weight, in turns with the others; a
 * source that has nothing loses what it does not use of the round, and what it leaves goes to the others. Sources that always have a
 * value and are of equal weight are within one value of each other at any time. A weight holds as far as the prefetch lets the source
 * keep up: a source that answers requests from another thread should have a prefetch of at least twice its weight.
 *
 * <p><b>Backpressure.</b> Honoured: emits as many values as were requested. Each source is asked for its prefetch, and then for more as
 * its values are emitted.
 *
 * <p><b>Memory.</b> At most {@code prefetch} values of each source. A silent source costs nothing per value of the others.
 *
 * <p><b>Order.</b> That of each source is kept.
 *
 * <p><b>Threading.</b> Values are emitted by whichever source's or requester's thread finds them, one at a time.
 *
 * <p><b>Errors.</b> The first error cancels the other sources; the values that have come are emitted, then the error, unless errors
 * are {@linkplain #eagerErrors eager}. A later error goes to the plugin for errors of RxJava. A source that emits more than it was asked for
 * fails with a {@code MissingBackpressureException} once its prefetch is full.
 *
 * <p><b>Completion.</b> When all sources have completed and their values are emitted.
 *
 * <p>Immutable: the methods that set something return a changed copy. Each subscription subscribes to the sources anew.
 *
 * <p>After M. Shreedhar, G. Varghese, "Efficient fair queuing using deficit round-robin", 1995, with values of equal cost.
 *
 * @param <T> type of the values
 */
public final class MergeFair<T> extends Flowable<T> {

    /** Values asked for ahead, of each source, unless {@link #prefetch} says otherwise: a burst of a busy feed in one read. */
    public static final int DEFAULT_PREFETCH = 32;

    private final List<Publisher<? extends T>> sources;
    private final int[] weights;
    private final int prefetch;
    private final ErrorDelivery errors;

    private MergeFair(List<Publisher<? extends T>> sources, int[] weights, int prefetch, ErrorDelivery errors) {
        this.sources = sources;
        this.weights = weights;
        this.prefetch = prefetch;
        this.errors = errors;
    }

    /** Merges {@code sources}, all of the same weight. Without any the merge is empty. */
    public static <T> MergeFair<T> mergeFair(Iterable<? extends Publisher<? extends T>> sources) {
        List<Publisher<? extends T>> list = Sources.listOf(sources);
        int[] weights = new int[list.size()];
        Arrays.fill(weights, 1);
        return new MergeFair<>(list, weights, DEFAULT_PREFETCH, ErrorDelivery.AFTER_PENDING);
    }

    /** Merges {@code sources}, all of the same weight. */
    @SafeVarargs
    @SuppressWarnings("varargs") // read only
    public static <T> MergeFair<T> mergeFair(Publisher<? extends T>... sources) {
        return mergeFair(Arrays.asList(sources));
    }

    /**
     * Gives each source its weight, in the order of the sources. Only the ratios count: 20 to 10 is 2 to 1.
     *
     * @param weights as many as there are sources, each at least 1; default 1
     */
    public MergeFair<T> weights(int... weights) {
        if (weights.length != sources.size()) {
            throw new IllegalArgumentException(weights.length + " weights for " + sources.size() + " sources");
        }
        int divisor = 0;
        for (int weight : weights) {
            Sources.requirePositive(weight, "each weight");
            divisor = greatestCommonDivisor(weight, divisor);
        }
        int common = divisor;
        return new MergeFair<>(
                sources, Arrays.stream(weights).map(weight -> weight / common).toArray(), prefetch, errors);
    }

    /**
     * How many values of each source may be asked for and not yet emitted.
     *
     * @param prefetch at least 1; default {@value #DEFAULT_PREFETCH}
     */
    public MergeFair<T> prefetch(int prefetch) {
        Sources.requirePositive(prefetch, "prefetch");
        return new MergeFair<>(sources, weights, prefetch, errors);
    }

    /** Emits an error at once, without demand, and discards values that wait. Default: the error comes after them. */
    public MergeFair<T> eagerErrors() {
        return new MergeFair<>(sources, weights, prefetch, ErrorDelivery.AT_ONCE);
    }

    @Override
    protected void subscribeActual(Subscriber<? super T> subscriber) {
        FairDrain<T> drain = new FairDrain<>(subscriber, errors, prefetch, weights);
        subscriber.onSubscribe(drain);
        drain.subscribeTo(sources);
        drain.open();
    }

    private static int greatestCommonDivisor(int a, int b) {
        return b == 0 ? a : greatestCommonDivisor(b, a % b);
    }
}
