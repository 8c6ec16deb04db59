package io.sluice.perf.operators;

import static io.sluice.aggregate.DetectGaps.detectGaps;
import static io.sluice.aggregate.RetryBackoff.retryBackoff;
import static io.sluice.aggregate.WindowAggregate.tumbling;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.aggregate.Aggregates;
import io.sluice.aggregate.DetectGaps;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collector;

/** Operators that look at each value of one source. */
final class Passing {

    private static final int WINDOW = 64;

    private Passing() {}

    static List<Contest> contests() {
        return List.of(
                // A filter that throws is all there is to it when nothing is to be fetched; it asks for nothing ahead
                // and has no queue.
                Contest.of(
                        "detectGaps, failing",
                        Contest.pulled(Tick.ALL, detectGaps(Tick::sequence), Tick.COUNT),
                        "filter with a state",
                        Contest.pulled(Tick.ALL, Passing::withoutGaps, Tick.COUNT)),
                Contest.of(
                        "detectGaps, reporting",
                        Contest.pulled(
                                Tick.ALL,
                                DetectGaps.<Tick>detectGaps(Tick::sequence).reporting(),
                                Tick.COUNT),
                        "filter with a state",
                        Contest.pulled(Tick.ALL, Passing::withoutGaps, Tick.COUNT)),
                // Nothing can hold the source back while it fetches something in between.
                Contest.alone(
                        "detectGaps, resynchronising",
                        Contest.pulled(
                                Tick.ALL,
                                detectGaps(Tick::sequence).resynchronising(gap -> Flowable.empty()),
                                Tick.COUNT),
                        "none: nothing resynchronises"),
                // Windows by count, which are the same ones where values come evenly and in order.
                windows("count", Aggregates.count()),
                windows("ohlc", Aggregates.ohlc(Tick::sequence, Tick::price, Tick::price)),
                // The same but for the reset.
                Contest.of(
                        "retryBackoff, no failure",
                        Contest.pulled(
                                Tick.ALL, retryBackoff(Duration.ofSeconds(1), Duration.ofSeconds(8)), Tick.COUNT),
                        "retryWhen",
                        Contest.pulled(
                                Tick.ALL,
                                source -> source.retryWhen(
                                        errors -> errors.concatMap(error -> Flowable.timer(1, TimeUnit.SECONDS))),
                                Tick.COUNT)));
    }

    private static <R> Contest windows(String name, Collector<Tick, ?, R> aggregate) {
        return Contest.of(
                "windowAggregate 64, " + name,
                Contest.pulled(
                        Tick.ALL, tumbling(Duration.ofMillis(WINDOW), Tick::sequence, aggregate), Tick.COUNT / WINDOW),
                "window(count), collect",
                Contest.pulled(
                        Tick.ALL,
                        source -> source.window(WINDOW).concatMapSingle(window -> window.collect(aggregate)),
                        Tick.COUNT / WINDOW));
    }

    private static Flowable<Tick> withoutGaps(Flowable<Tick> source) {
        return Flowable.defer(() -> {
            long[] expected = {0};
            return source.filter(tick -> {
                if (tick.sequence() > expected[0]) {
                    throw new IllegalStateException("a gap before " + tick);
                }
                boolean isNew = tick.sequence() == expected[0];
                expected[0] = tick.sequence() + 1;
                return isNew;
            });
        });
    }
}
