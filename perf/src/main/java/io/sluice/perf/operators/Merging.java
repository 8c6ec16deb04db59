package io.sluice.perf.operators;

import static io.sluice.aggregate.JoinLatest.joinLatest;
import static io.sluice.aggregate.MergeFair.mergeFair;
import static io.sluice.aggregate.MergeOrdered.mergeOrdered;

import io.reactivex.rxjava3.core.Flowable;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.reactivestreams.Subscriber;

/** Operators of several sources. */
final class Merging {

    /** As many as both ask each source for. */
    private static final int PREFETCH = 32;

    /** Ways to make one of several sources. */
    private interface Joint {
        Flowable<?> of(List<? extends Flowable<Tick>> sources);
    }

    private Merging() {}

    static List<Contest> contests() {
        Joint joined = sources -> joinLatest(sources, List::size);
        Joint combined = sources -> Flowable.combineLatest(sources, values -> values.length);
        return List.of(
                // Takes what comes as it comes: the order of turns is not fair, everything else is the same.
                merge(4, Reader::ofAll, ", all"),
                merge(4, Reader::oneByOne, ", one by one"),
                merge(64, Reader::ofAll, ", all"),
                merge(64, Reader::oneByOne, ", one by one"),
                Contest.of(
                        "mergeFair 4, arriving",
                        arriving(4, sources -> mergeFair(sources).prefetch(PREFETCH), 1, Tick.COUNT),
                        "merge",
                        arriving(4, sources -> Flowable.merge(sources, 4, PREFETCH), 1, Tick.COUNT)),
                Contest.alone(
                        "mergeOrdered 4",
                        ready(
                                4,
                                sources -> mergeOrdered(sources, Comparator.comparingLong(Tick::sequence))
                                        .prefetch(PREFETCH),
                                Reader::ofAll),
                        "none: merge does not look at values, sorted waits for the end"),
                // Combines the same; it keeps each combination until it is wanted, which here is at once.
                Contest.of(
                        "joinLatest 2, in step",
                        arriving(2, joined, 1, Tick.COUNT - 1),
                        "combineLatest",
                        arriving(2, combined, 1, Tick.COUNT - 1)),
                // With what it takes for it to hold no more than one.
                Contest.of(
                        "joinLatest 2, lagging",
                        arriving(2, joined, Contest.LAG, Tick.COUNT / Contest.LAG),
                        "combineLatest, onBackpressureLatest",
                        arriving(
                                2,
                                sources -> combined.of(sources).onBackpressureLatest(),
                                Contest.LAG,
                                Tick.COUNT / Contest.LAG)));
    }

    private static Contest merge(int count, Supplier<Reader> reader, String how) {
        return Contest.of(
                "mergeFair " + count + how,
                ready(count, sources -> mergeFair(sources).prefetch(PREFETCH), reader),
                "merge",
                ready(count, sources -> Flowable.merge(sources, count, PREFETCH), reader));
    }

    /** Sources that have all their values, each every {@code count}-th. */
    private static Runnable ready(int count, Joint joint, Supplier<Reader> reader) {
        List<Pull<Tick>> sources = IntStream.range(0, count)
                .mapToObj(first -> IntStream.range(0, Tick.COUNT / count)
                        .mapToObj(i -> Tick.ALL[first + i * count])
                        .toArray(Tick[]::new))
                .map(Pull::new)
                .toList();
        return () -> Contest.read(joint.of(sources), reader.get(), Tick.COUNT);
    }

    /** Sources whose values arrive in turns, and a reader that takes one in {@code lag}; one in one is without being asked. */
    private static Runnable arriving(int count, Joint joint, int lag, long expected) {
        return () -> {
            List<Push<Tick>> sources =
                    IntStream.range(0, count).mapToObj(i -> new Push<Tick>()).toList();
            Reader reader = lag == 1 ? Reader.ofAll() : Reader.waiting();
            joint.of(sources).subscribe(reader);
            List<? extends Subscriber<? super Tick>> ins =
                    sources.stream().map(Push::subscriber).toList();
            int until = lag;
            int turn = 0;
            for (Tick tick : Tick.ALL) {
                ins.get(turn).onNext(tick);
                turn = turn + 1 == count ? 0 : turn + 1;
                if (lag > 1 && --until == 0) {
                    until = lag;
                    reader.request();
                }
            }
            reader.expect(expected);
        };
    }
}
