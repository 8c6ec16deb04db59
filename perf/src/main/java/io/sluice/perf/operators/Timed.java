package io.sluice.perf.operators;

import static io.sluice.aggregate.BatchWithin.batchWithin;
import static io.sluice.aggregate.DemandTimeout.demandTimeout;
import static io.sluice.aggregate.Heartbeat.heartbeat;
import static io.sluice.aggregate.IdleTimeout.idleTimeout;
import static io.sluice.aggregate.ThrottleMerge.throttleMerge;

import io.sluice.aggregate.ThrottleMerge;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Operators with a clock. Their times are so long that no timer goes off while it is measured. */
final class Timed {

    private static final Duration LONG = Duration.ofHours(1);
    private static final int BATCH = 64;

    private Timed() {}

    static List<Contest> contests() {
        return List.of(
                // What has a time too; it heeds no demand, so the reader wants everything, and ends with an empty one.
                Contest.of(
                        "batchWithin 64",
                        Contest.pulled(Tick.ALL, batchWithin(BATCH, LONG), Tick.COUNT / BATCH),
                        "buffer(time, count)",
                        Contest.pulled(
                                Tick.ALL, source -> source.buffer(1, TimeUnit.HOURS, BATCH), Tick.COUNT / BATCH + 1)),
                // What heeds demand too; it has no time, and so neither clock nor lock.
                Contest.of(
                        "batchWithin 64, one by one",
                        Contest.oneByOne(Tick.ALL, batchWithin(BATCH, LONG), Tick.COUNT / BATCH),
                        "buffer(count)",
                        Contest.oneByOne(Tick.ALL, source -> source.buffer(BATCH), Tick.COUNT / BATCH)),
                // The first at once, the latest at the end of each period; it heeds no demand and has no bucket.
                Contest.of(
                        "throttleMerge, throttling",
                        Contest.inStep(throttleMerge(1, LONG), 1),
                        "throttleLatest",
                        Contest.inStep(source -> source.throttleLatest(1, TimeUnit.HOURS, true), 1)),
                Contest.alone(
                        "throttleMerge, passing", Contest.inStep(passing(), Tick.COUNT), "none: no bucket elsewhere"),
                Contest.alone(
                        "throttleMerge by key, throttling",
                        Contest.inStep(Timed.<Tick>throttling().byKey(Tick::key, Tick.KEYS), Tick.KEYS),
                        "none: no keys elsewhere"),
                Contest.alone(
                        "throttleMerge by key, passing",
                        Contest.inStep(Timed.passing().byKey(Tick::key, Tick.KEYS), Tick.COUNT),
                        "none: no keys elsewhere"),
                Contest.alone(
                        "heartbeat", Contest.pulled(Tick.ALL, heartbeat(LONG, () -> Tick.ALL[0]), Tick.COUNT), "none"),
                // The same, but that the time runs without demand too.
                Contest.of(
                        "idleTimeout",
                        Contest.pulled(Tick.ALL, idleTimeout(LONG), Tick.COUNT),
                        "timeout",
                        Contest.pulled(Tick.ALL, source -> source.timeout(1, TimeUnit.HOURS), Tick.COUNT)),
                Contest.alone("demandTimeout", Contest.oneByOne(Tick.ALL, demandTimeout(LONG), Tick.COUNT), "none"));
    }

    private static <T> ThrottleMerge<T> throttling() {
        return throttleMerge(1, LONG);
    }

    /** A bucket that is never empty. */
    private static ThrottleMerge<Tick> passing() {
        return ThrottleMerge.<Tick>throttleMerge(1_000_000_000, Duration.ofSeconds(1))
                .burst(1_000_000_000);
    }
}
