package io.sluice.perf.operators;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * An operator, and the nearest there is elsewhere, at the same work: the same values from the same source, the same demand.
 * Each run subscribes anew, passes {@code items}, and throws unless everything came that should.
 *
 * @param operator ours, and at what
 * @param nearest what it is compared with, or why with nothing
 */
public record Contest(
        String operator,
        int items,
        Runnable ours,
        String nearest,
        @Nullable Runnable theirs) {

    /** How many pass in a run, unless a contest says otherwise. */
    public static final int VALUES = Tick.COUNT;

    /** Values of which a reader that lags takes one. */
    static final int LAG = 8;

    /** All there are. */
    public static List<Contest> all() {
        return Stream.of(
                        Conflating.contests(),
                        Timed.contests(),
                        Passing.contests(),
                        Merging.contests(),
                        Converting.contests())
                .flatMap(List::stream)
                .toList();
    }

    /** The one of that name. */
    public static Contest named(String operator) {
        return all().stream()
                .filter(contest -> contest.operator.equals(operator))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no operator " + operator));
    }

    static Contest of(String operator, Runnable ours, String nearest, Runnable theirs) {
        return new Contest(operator, Tick.COUNT, ours, nearest, theirs);
    }

    static Contest alone(String operator, Runnable ours, String why) {
        return new Contest(operator, Tick.COUNT, ours, why, null);
    }

    /** Values come unasked for to a reader that wants all of them. */
    static <R> Runnable inStep(FlowableTransformer<Tick, R> operator, long expected) {
        return () -> {
            Reader reader = Reader.ofAll();
            Subscriber<? super Tick> in = pushInto(operator, reader);
            for (Tick tick : Tick.ALL) {
                in.onNext(tick);
            }
            reader.expect(expected);
        };
    }

    /** Values come unasked for to a reader that takes one in {@link #LAG}. */
    static <R> Runnable lagging(FlowableTransformer<Tick, R> operator) {
        return () -> {
            Reader reader = Reader.waiting();
            Subscriber<? super Tick> in = pushInto(operator, reader);
            int until = LAG;
            for (Tick tick : Tick.ALL) {
                in.onNext(tick);
                if (--until == 0) {
                    until = LAG;
                    reader.request();
                }
            }
            reader.expect(Tick.COUNT / LAG);
        };
    }

    private static <R> Subscriber<? super Tick> pushInto(FlowableTransformer<Tick, R> operator, Reader reader) {
        Push<Tick> source = new Push<>();
        Flowable.fromPublisher(operator.apply(source)).subscribe(reader);
        return source.subscriber();
    }

    /** A source that waits for demand, and a reader that wants everything. */
    static <T, R> Runnable pulled(T[] values, FlowableTransformer<T, R> operator, long expected) {
        Pull<T> source = new Pull<>(values);
        return () -> read(operator.apply(source), Reader.ofAll(), expected);
    }

    /** As {@link #pulled}, but for a reader that wants one at a time. */
    static <T, R> Runnable oneByOne(T[] values, FlowableTransformer<T, R> operator, long expected) {
        Pull<T> source = new Pull<>(values);
        return () -> read(operator.apply(source), Reader.oneByOne(), expected);
    }

    static void read(Publisher<?> publisher, Reader reader, long expected) {
        publisher.subscribe(reader);
        reader.expect(expected);
    }
}
