package io.sluice.aggregate;

import static io.sluice.aggregate.Conflate.conflate;
import static io.sluice.aggregate.ConflateByKey.conflateByKey;
import static io.sluice.aggregate.ConflateLatest.conflateLatest;
import static io.sluice.aggregate.DemandTimeout.demandTimeout;
import static io.sluice.aggregate.DetectGaps.detectGaps;
import static io.sluice.aggregate.Heartbeat.heartbeat;
import static io.sluice.aggregate.IdleTimeout.idleTimeout;
import static io.sluice.aggregate.RetryBackoff.retryBackoff;
import static io.sluice.aggregate.ThrottleMerge.throttleMerge;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import com.sun.management.ThreadMXBean;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.core.FlowableTransformer;
import io.reactivex.rxjava3.processors.PublishProcessor;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.Subscription;

/** Operators that pass values on, or conflate them, make no garbage for each of them. */
class GarbageTest {

    private static final int VALUES = 100_000;
    private static final int KEYS = 400;
    private static final int LAG = 8;
    private static final Duration LONG = Duration.ofHours(1);

    /** Subscriptions, and room that grows once and is kept, are not counted for each value: less than a byte of it. */
    private static final long ALLOWED = VALUES;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final Integer[] NUMBERS = IntStream.range(0, VALUES).boxed().toArray(Integer[]::new);

    static Stream<Named<FlowableTransformer<Integer, Integer>>> operators() {
        ThrottleMerge<Integer> throttle = throttleMerge(1, LONG);
        ThrottleMerge<Integer> open = ThrottleMerge.<Integer>throttleMerge(VALUES, Duration.ofSeconds(1))
                .burst(1L << 40);
        return Stream.of(
                named("conflateLatest", conflateLatest()),
                named("conflate", conflate((older, newer) -> newer)),
                named("conflateByKey", conflateByKey(GarbageTest::key)),
                named("conflateByKey, merging", conflateByKey(GarbageTest::key).merge((older, newer) -> newer)),
                named("conflateByKey, hot and cold", conflateByKey(GarbageTest::hotKey)),
                named("bufferBounded", BufferBounded.<Integer>bufferBounded(64).dropOldest()),
                named("throttleMerge", throttle),
                named("throttleMerge that passes", open),
                named("throttleMerge by key", throttle.byKey(GarbageTest::key, KEYS)),
                named("throttleMerge by key that passes", open.byKey(GarbageTest::key, KEYS)));
    }

    static Stream<Named<FlowableTransformer<Integer, Integer>>> passing() {
        return Stream.of(
                named("heartbeat", heartbeat(LONG, () -> 0)),
                named("idleTimeout", idleTimeout(LONG)),
                named("demandTimeout", demandTimeout(LONG)),
                named("detectGaps", detectGaps(Integer::longValue)),
                named(
                        "detectGaps, reporting",
                        DetectGaps.<Integer>detectGaps(Integer::longValue).reporting()),
                named("retryBackoff", retryBackoff(LONG, LONG)));
    }

    private static Integer key(Integer number) {
        return NUMBERS[number % KEYS];
    }

    /** One key in every other value, the others in turns. */
    private static Integer hotKey(Integer number) {
        return number % 2 == 0 ? NUMBERS[0] : key(number);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void readersInStepCostNoGarbage(FlowableTransformer<Integer, Integer> operator) {
        assertThat(allocated(() -> push(operator, 1))).isLessThan(ALLOWED);
    }

    @ParameterizedTest
    @MethodSource("operators")
    void readersThatLagCostNoGarbage(FlowableTransformer<Integer, Integer> operator) {
        assertThat(allocated(() -> push(operator, LAG))).isLessThan(ALLOWED);
    }

    @ParameterizedTest
    @MethodSource("passing")
    void valuesThatPassCostNoGarbage(FlowableTransformer<Integer, Integer> operator) {
        Flowable<Integer> source = Flowable.fromArray(NUMBERS).compose(operator);
        assertThat(allocated(() -> pull(source, Long.MAX_VALUE))).isLessThan(ALLOWED);
        assertThat(allocated(() -> pull(source, 1))).isLessThan(ALLOWED);
    }

    @Test
    void mergedValuesCostNoGarbage() {
        List<Flowable<Integer>> parts = Stream.of(0, 1, 2, 3)
                .map(part -> Flowable.fromArray(Stream.of(NUMBERS)
                                .filter(number -> number % 4 == part)
                                .toArray(Integer[]::new))
                        .hide())
                .toList();
        assertThat(allocated(() -> pull(MergeFair.mergeFair(parts), 1))).isLessThan(ALLOWED);
        assertThat(allocated(() -> pull(MergeOrdered.mergeOrdered(parts, Comparator.<Integer>naturalOrder()), 1)))
                .isLessThan(ALLOWED);
    }

    private static void push(FlowableTransformer<Integer, Integer> operator, int lag) {
        PublishProcessor<Integer> source = PublishProcessor.create();
        Reader reader = new Reader(lag == 1 ? Long.MAX_VALUE : 0);
        source.compose(operator).subscribe(reader);
        for (int i = 0; i < VALUES; i++) {
            source.onNext(NUMBERS[i]);
            if (lag > 1 && i % lag == 0) {
                reader.request();
            }
        }
        assertThat(reader.received).isPositive();
        reader.cancel();
    }

    private static void pull(Flowable<Integer> source, long demand) {
        Reader reader = new Reader(demand);
        source.subscribe(reader);
        assertThat(reader.received).isEqualTo(VALUES);
    }

    /** What a run allocates in this thread when everything is loaded. */
    private static long allocated(Runnable run) {
        run.run();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        run.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    private static final class Reader implements FlowableSubscriber<Integer> {

        private final long demand;
        private @Nullable Subscription subscription;
        private int received;

        Reader(long demand) {
            this.demand = demand;
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            if (demand > 0) {
                given.request(demand);
            }
        }

        @Override
        public void onNext(Integer value) {
            received++;
            if (demand == 1) {
                request();
            }
        }

        void request() {
            Objects.requireNonNull(subscription).request(1);
        }

        void cancel() {
            Objects.requireNonNull(subscription).cancel();
        }

        @Override
        public void onError(Throwable error) {
            throw new AssertionError(error);
        }

        @Override
        public void onComplete() {}
    }
}
