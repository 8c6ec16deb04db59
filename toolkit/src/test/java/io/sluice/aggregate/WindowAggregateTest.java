package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WindowAggregateTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void aWindowIsEmittedByTheFirstValueAfterIt() {
        PublishProcessor<Long> times = PublishProcessor.create();
        TestSubscriber<Window<List<Long>>> reader = times.compose(
                        WindowAggregate.tumbling(SECOND, Long::longValue, list()))
                .test();
        times.onNext(1_000L);
        times.onNext(1_999L);
        reader.assertNoValues();
        times.onNext(2_000L);
        reader.assertValues(new Window<>(1_000, 2_000, List.of(1_000L, 1_999L)));
        times.onComplete();
        assertThat(reader.values()).last().isEqualTo(new Window<>(2_000, 3_000, List.of(2_000L)));
        reader.assertComplete();
    }

    @Test
    void timesBeforeTheEpochHaveTheirWindowsToo() {
        assertThat(windows(WindowAggregate.tumbling(SECOND, Long::longValue, list()), -1L, 0L))
                .containsExactly(new Window<>(-1_000, 0, List.of(-1L)), new Window<>(0, 1_000, List.of(0L)));
    }

    @Test
    void slidingWindowsOverlap() {
        assertThat(windows(
                        WindowAggregate.sliding(Duration.ofMillis(20), Duration.ofMillis(10), Long::longValue, list()),
                        5L,
                        15L))
                .containsExactly(
                        new Window<>(-10, 10, List.of(5L)),
                        new Window<>(0, 20, List.of(5L, 15L)),
                        new Window<>(10, 30, List.of(15L)));
    }

    @Test
    void aValueBetweenTwoSessionsMakesThemOne() {
        WindowAggregate<Long, Long> sessions =
                WindowAggregate.sessions(Duration.ofMillis(10), Long::longValue, Aggregates.count());
        assertThat(windows(sessions.allowedLateness(SECOND), 0L, 15L, 8L, 25L))
                .containsExactly(new Window<>(0, 25, 3L), new Window<>(25, 35, 1L));
    }

    @Test
    void allowedLatenessKeepsAWindowOpen() {
        List<LateValue<Long>> late = new ArrayList<>();
        WindowAggregate<Long, List<Long>> windows = WindowAggregate.tumbling(SECOND, Long::longValue, list());
        assertThat(windows(
                        windows.allowedLateness(Duration.ofMillis(500)).onLate(late::add), 0L, 1_499L, 1L, 1_500L, 2L))
                .containsExactly(
                        new Window<>(0, 1_000, List.of(0L, 1L)), new Window<>(1_000, 2_000, List.of(1_499L, 1_500L)));
        assertThat(late).containsExactly(new LateValue<>(2L, 2, 1_000, 1));
    }

    @Test
    void aLateValueIsToldWithTheWindowsItIsMissingFrom() {
        List<LateValue<Long>> late = new ArrayList<>();
        WindowAggregate<Long, Long> windows = WindowAggregate.sliding(
                Duration.ofMillis(30), Duration.ofMillis(10), Long::longValue, Aggregates.count());
        windows(windows.onLate(late::add), 0L, 25L, 5L);
        assertThat(late).containsExactly(new LateValue<>(5L, 5, 25, 2));
    }

    @Test
    void anIdleSourceDoesNotKeepItsLastWindowOpen() {
        TestScheduler clock = new TestScheduler();
        PublishProcessor<Long> times = PublishProcessor.create();
        TestSubscriber<Window<List<Long>>> reader = times.compose(
                        WindowAggregate.tumbling(SECOND, Long::longValue, WindowAggregateTest.list())
                                .allowedLateness(Duration.ofMillis(100))
                                .idleAdvance(Duration.ofMillis(300), clock))
                .test();
        times.onNext(5_400L);
        clock.advanceTimeBy(699, TimeUnit.MILLISECONDS);
        reader.assertNoValues();
        clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        reader.assertValues(new Window<>(5_000, 6_000, List.of(5_400L)));
        reader.cancel();
    }

    @Test
    void aSourceThatSpeaksIsNotIdle() {
        TestScheduler clock = new TestScheduler();
        PublishProcessor<Long> times = PublishProcessor.create();
        TestSubscriber<Window<List<Long>>> reader = times.compose(
                        WindowAggregate.tumbling(SECOND, Long::longValue, WindowAggregateTest.list())
                                .idleAdvance(Duration.ofMillis(300), clock))
                .test();
        for (int i = 0; i < 20; i++) {
            times.onNext(5_000L);
            clock.advanceTimeBy(299, TimeUnit.MILLISECONDS);
        }
        reader.assertNoValues();
        clock.advanceTimeBy(701, TimeUnit.MILLISECONDS);
        assertThat(reader.values()).hasSize(1);
        reader.cancel();
    }

    /** The clock was looked at only when the first window would have closed, though the source had gone far beyond it. */
    @Test
    void aSourceThatJumpsAheadAndFallsSilentIsIdleAsSoonAsAnyOther() {
        TestScheduler clock = new TestScheduler();
        PublishProcessor<Long> times = PublishProcessor.create();
        TestSubscriber<Window<List<Long>>> reader = times.compose(
                        WindowAggregate.tumbling(Duration.ofHours(1), Long::longValue, WindowAggregateTest.list())
                                .idleAdvance(SECOND, clock))
                .test();
        times.onNext(0L);
        clock.advanceTimeBy(2, TimeUnit.SECONDS);
        times.onNext(3_590_000L);
        clock.advanceTimeBy(9_999, TimeUnit.MILLISECONDS);
        reader.assertNoValues();
        clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        reader.assertValues(new Window<>(0, 3_600_000, List.of(0L, 3_590_000L)));
        reader.cancel();
    }

    /** The history of timed operators that end in MissingBackpressure: the timer only marks, and emission waits for demand. */
    @Test
    void aTimerEmitsNothingWithoutDemand() {
        TestScheduler clock = new TestScheduler();
        StepSource<Long> source = new StepSource<>(() -> 0L);
        TestSubscriber<Window<Long>> reader = Flowable.fromPublisher(source)
                .compose(WindowAggregate.tumbling(SECOND, Long::longValue, Aggregates.<Long>count())
                        .idleAdvance(SECOND, clock)
                        .prefetch(4))
                .test(0);
        source.offer(3);
        clock.advanceTimeBy(1, TimeUnit.MINUTES);
        reader.assertNoValues().assertNotComplete().assertNoErrors();
        source.offer(1_000);
        assertThat(source.requested).isLessThanOrEqualTo(3 + 4);
        reader.request(1);
        reader.assertValues(new Window<>(0, 1_000, 3L));
        reader.cancel();
    }

    @Test
    void noTimerIsLeftBehind() {
        TestScheduler clock = new TestScheduler();
        PublishProcessor<Long> times = PublishProcessor.create();
        TestSubscriber<Window<Long>> reader = times.compose(
                        WindowAggregate.tumbling(SECOND, Long::longValue, Aggregates.<Long>count())
                                .idleAdvance(SECOND, clock))
                .test();
        times.onNext(0L);
        reader.cancel();
        assertThat(times.hasSubscribers()).isFalse();
        clock.advanceTimeBy(1, TimeUnit.HOURS);
        reader.assertNoValues();
    }

    @Test
    void anErrorComesAfterTheClosedWindowsAndDiscardsTheOpenOnes() {
        StepSource<Long> source = new StepSource<>(new ArrayList<>(List.of(0L, 1_000L, 2_000L)).iterator()::next);
        TestSubscriber<Window<Long>> reader = Flowable.fromPublisher(source)
                .compose(WindowAggregate.tumbling(SECOND, Long::longValue, Aggregates.<Long>count()))
                .test(0);
        source.offer(3);
        IllegalStateException error = new IllegalStateException("of the source");
        source.end(error);
        reader.assertNoErrors();
        reader.request(5);
        reader.assertValues(new Window<>(0, 1_000, 1L), new Window<>(1_000, 2_000, 1L))
                .assertError(error);
    }

    @Test
    void aFunctionThatThrowsEndsTheStream() {
        IllegalStateException thrown = new IllegalStateException("of the function");
        PublishProcessor<Long> times = PublishProcessor.create();
        TestSubscriber<Window<Long>> reader = times.compose(WindowAggregate.tumbling(
                        SECOND,
                        value -> {
                            throw thrown;
                        },
                        Aggregates.<Long>count()))
                .test();
        times.onNext(1L);
        reader.assertError(thrown);
        assertThat(times.hasSubscribers()).isFalse();
    }

    @Test
    void otherUnitsThanMillisecondsGoToo() {
        assertThat(windows(
                        WindowAggregate.tumbling(SECOND, Long::longValue, list())
                                .unit(TimeUnit.NANOSECONDS),
                        999_999_999L,
                        1_000_000_000L))
                .containsExactly(
                        new Window<>(0, 1_000_000_000, List.of(999_999_999L)),
                        new Window<>(1_000_000_000, 2_000_000_000, List.of(1_000_000_000L)));
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WindowAggregate.tumbling(Duration.ofNanos(1), Long::longValue, list()))
                .withMessageContaining("size must be a whole number of MILLISECONDS");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WindowAggregate.sliding(SECOND, SECOND.plusMillis(1), Long::longValue, list()))
                .withMessageContaining("slide must not be more than the size");
    }

    private static Collector<Long, ?, List<Long>> list() {
        return Collectors.toList();
    }

    private static <R> List<Window<R>> windows(WindowAggregate<Long, R> windows, Long... times) {
        return Flowable.fromArray(times).compose(windows).toList().blockingGet();
    }
}
