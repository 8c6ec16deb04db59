package io.sluice.perf.operators;

import static io.sluice.aggregate.Conflate.conflate;
import static io.sluice.aggregate.ConflateByKey.conflateByKey;
import static io.sluice.aggregate.ConflateLatest.conflateLatest;

import io.reactivex.rxjava3.core.BackpressureOverflowStrategy;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.sluice.aggregate.BufferBounded;
import java.util.List;

/** Operators between a source that does not wait and a reader that may lag. */
final class Conflating {

    private static final int ROOM = 1_024;

    private Conflating() {}

    static List<Contest> contests() {
        return List.of(
                // The same contract, but that an error overtakes the value that waits.
                both("conflateLatest", conflateLatest(), "onBackpressureLatest", Flowable::onBackpressureLatest, true),
                both("conflateLatest", conflateLatest(), "onBackpressureLatest", Flowable::onBackpressureLatest, false),
                // The same, again but for the error.
                both(
                        "conflate",
                        conflate(Conflating::newer),
                        "onBackpressureReduce",
                        source -> source.onBackpressureReduce(Conflating::newer),
                        true),
                both(
                        "conflate",
                        conflate(Conflating::newer),
                        "onBackpressureReduce",
                        source -> source.onBackpressureReduce(Conflating::newer),
                        false),
                // Nothing has keys. Each group keeps its latest, one more is stuck in the queue of flatMap, and turns
                // are not fair.
                both(
                        "conflateByKey",
                        conflateByKey(Tick::key),
                        "groupBy, onBackpressureLatest, flatMap",
                        Conflating::latestOfGroups,
                        true),
                both(
                        "conflateByKey",
                        conflateByKey(Tick::key),
                        "groupBy, onBackpressureLatest, flatMap",
                        Conflating::latestOfGroups,
                        false),
                both(
                        "conflateByKey, merging",
                        conflateByKey(Tick::key).merge(Conflating::newer),
                        "groupBy, onBackpressureReduce, flatMap",
                        Conflating::mergedGroups,
                        false),
                // The same, without bytes.
                both("bufferBounded", dropping(), "onBackpressureBuffer, dropping", Conflating::droppingOfRx, true),
                both("bufferBounded", dropping(), "onBackpressureBuffer, dropping", Conflating::droppingOfRx, false));
    }

    private static Contest both(
            String operator,
            FlowableTransformer<Tick, Tick> ours,
            String nearest,
            FlowableTransformer<Tick, Tick> theirs,
            boolean inStep) {
        return inStep
                ? Contest.of(
                        operator + ", in step",
                        Contest.inStep(ours, Tick.COUNT),
                        nearest,
                        Contest.inStep(theirs, Tick.COUNT))
                : Contest.of(operator + ", lagging", Contest.lagging(ours), nearest, Contest.lagging(theirs));
    }

    private static Tick newer(Tick older, Tick newer) {
        return newer;
    }

    private static BufferBounded<Tick> dropping() {
        return BufferBounded.<Tick>bufferBounded(ROOM).dropOldest();
    }

    private static Flowable<Tick> droppingOfRx(Flowable<Tick> source) {
        return source.onBackpressureBuffer(ROOM, () -> {}, BackpressureOverflowStrategy.DROP_OLDEST);
    }

    private static Flowable<Tick> latestOfGroups(Flowable<Tick> source) {
        return source.groupBy(Tick::key).flatMap(Flowable::onBackpressureLatest, false, Tick.KEYS, 1);
    }

    private static Flowable<Tick> mergedGroups(Flowable<Tick> source) {
        return source.groupBy(Tick::key)
                .flatMap(group -> group.onBackpressureReduce(Conflating::newer), false, Tick.KEYS, 1);
    }
}
