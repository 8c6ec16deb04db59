package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.fanout.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A value, a request, a timer and a cancellation that come at the same moment: nothing is lost between them, or comes twice. */
class OperatorRaceTest {

    /** Of each race, as often as it can be run in that: some ten thousand times. */
    private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Race RACE = new Race();

    private TestScheduler clock = new TestScheduler();
    private PublishProcessor<Integer> source = PublishProcessor.create();
    private List<Integer> dropped = List.of();

    private interface Round {
        void run() throws Exception;
    }

    private void repeat(Round round) throws Exception {
        long start = System.nanoTime();
        do {
            clock = new TestScheduler();
            source = PublishProcessor.create();
            dropped = Collections.synchronizedList(new ArrayList<>());
            round.run();
        } while (System.nanoTime() - start < NANOS);
    }

    @AfterAll
    static void stop() {
        RACE.close();
    }

    private Object emit(int value) {
        source.onNext(value);
        return value;
    }

    private Object request(TestSubscriber<?> reader) {
        reader.request(1);
        return reader;
    }

    private Object cancel(TestSubscriber<?> reader) {
        reader.cancel();
        return reader;
    }

    private Object passMilli() {
        clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        return clock;
    }

    private BatchWithin<Integer> batches() {
        return BatchWithin.<Integer>batchWithin(10, MILLI)
                .scheduler(clock)
                .onDropped((value, why) -> dropped.add(value));
    }

    @Test
    void aValueAndTheRequestForItMeet() throws Exception {
        repeat(() -> {
            TestSubscriber<Integer> reader =
                    source.compose(ConflateLatest.<Integer>conflateLatest()).test(0);
            RACE.run(() -> emit(1), () -> request(reader));
            reader.assertValuesOnly(1);
        });
    }

    @Test
    void aRequestThatMeetsAnErrorStillGetsTheValueBeforeIt() throws Exception {
        repeat(() -> {
            TestSubscriber<Integer> reader =
                    source.compose(ConflateLatest.<Integer>conflateLatest()).test(0);
            emit(1);
            RACE.run(
                    () -> {
                        source.onError(new IllegalStateException("of the source"));
                        return source;
                    },
                    () -> request(reader));
            reader.assertFailure(IllegalStateException.class, 1);
        });
    }

    @Test
    void aValueThatMeetsACancellationIsEmittedOrToldOrNotTaken() throws Exception {
        repeat(() -> {
            TestSubscriber<Integer> reader = source.compose(
                            ConflateLatest.<Integer>conflateLatest().onDropped((value, why) -> dropped.add(value)))
                    .test(0);
            emit(1);
            RACE.run(() -> emit(2), () -> cancel(reader));
            assertThat(dropped).isIn(List.of(1), List.of(1, 2));
            assertThat(source.hasSubscribers()).isFalse();
        });
    }

    @Test
    void aTimerAndTheRequestForWhatIsDueMeet() throws Exception {
        repeat(() -> {
            TestSubscriber<List<Integer>> reader = source.compose(batches()).test(0);
            emit(1);
            RACE.run(this::passMilli, () -> request(reader));
            reader.assertValuesOnly(List.of(1));
        });
    }

    @Test
    void aValueThatMeetsTheTimerIsInThisBatchOrTheNext() throws Exception {
        repeat(() -> {
            TestSubscriber<List<Integer>> reader = source.compose(batches()).test();
            emit(1);
            RACE.run(this::passMilli, () -> emit(2));
            passMilli();
            assertThat(reader.values()).isIn(List.of(List.of(1, 2)), List.of(List.of(1), List.of(2)));
        });
    }

    @Test
    void whatIsDueWhenTheReaderLeavesIsEmittedOrToldAndNotBoth() throws Exception {
        repeat(() -> {
            TestSubscriber<List<Integer>> reader = source.compose(batches()).test();
            emit(1);
            RACE.run(this::passMilli, () -> cancel(reader));
            List<Integer> all = new ArrayList<>(dropped);
            reader.values().forEach(all::addAll);
            assertThat(all).containsExactly(1);
            assertThat(source.hasSubscribers()).isFalse();
        });
    }

    @Test
    void whatIsMergedWhileATokenComesGetsOut() throws Exception {
        repeat(() -> {
            TestSubscriber<Integer> reader = source.compose(ThrottleMerge.<Integer>throttleMerge(1, MILLI)
                            .merge(Integer::sum)
                            .scheduler(clock))
                    .test();
            emit(1);
            emit(2);
            RACE.run(this::passMilli, () -> emit(4));
            passMilli();
            assertThat(reader.values()).isIn(List.of(1, 6), List.of(1, 2, 4));
        });
    }

    @Test
    void aBeatAndAValueThatMeetComeOneByOne() throws Exception {
        repeat(() -> {
            TestSubscriber<Integer> reader = source.compose(
                            Heartbeat.<Integer>heartbeat(MILLI, () -> -1).scheduler(clock))
                    .test();
            RACE.run(this::passMilli, () -> emit(1));
            assertThat(reader.values())
                    .isIn(List.of(-1, 1), List.of(1), List.of(1, -1)); // a value in time, then a beat
        });
    }

    @Test
    void aReaderThatAsksAtTheLastMomentIsServedOrCutOff() throws Exception {
        repeat(() -> {
            TestSubscriber<Integer> reader = source.compose(
                            DemandTimeout.<Integer>demandTimeout(MILLI).scheduler(clock))
                    .test(0);
            RACE.run(this::passMilli, () -> request(reader));
            if (source.hasSubscribers()) {
                emit(1);
                reader.assertValuesOnly(1);
            } else {
                reader.assertFailure(TimeoutException.class);
            }
        });
    }

    @Test
    void aSourceThatSpeaksAtTheLastMomentIsHeardOrCutOff() throws Exception {
        repeat(() -> {
            TestSubscriber<Integer> reader = source.compose(
                            IdleTimeout.<Integer>idleTimeout(MILLI).scheduler(clock))
                    .test(1);
            RACE.run(this::passMilli, () -> emit(1));
            if (reader.values().isEmpty()) {
                reader.assertFailure(TimeoutException.class);
            } else {
                reader.assertValuesOnly(1);
            }
        });
    }

    @Test
    void sourcesThatBecomeReadyTogetherAreBothServed() throws Exception {
        repeat(() -> {
            PublishProcessor<Integer> other = PublishProcessor.create();
            TestSubscriber<Integer> reader = MergeFair.mergeFair(source, other).test();
            RACE.run(() -> emit(1), () -> {
                other.onNext(2);
                return other;
            });
            assertThat(reader.values()).containsExactlyInAnyOrder(1, 2);
            RACE.run(() -> emit(3), () -> {
                other.onNext(4);
                return other;
            });
            assertThat(reader.values()).hasSize(4).contains(3, 4);
            reader.cancel();
        });
    }

    /** The source is taken off the list of those that have something just when it gets something. */
    @Test
    void aSourceThatIsEmptiedWhileItIsFilledIsNotForgotten() throws Exception {
        repeat(() -> {
            TestSubscriber<Integer> reader = MergeFair.mergeFair(List.of(source, Flowable.<Integer>never()))
                    .test(0);
            emit(1);
            RACE.run(() -> request(reader), () -> emit(2));
            reader.request(1);
            reader.assertValuesOnly(1, 2);
            reader.cancel();
        });
    }

    @Test
    void theLastSourceToBringItsValueReleasesThoseThatWait() throws Exception {
        repeat(() -> {
            PublishProcessor<Integer> other = PublishProcessor.create();
            TestSubscriber<Integer> reader = MergeOrdered.mergeOrdered(
                            List.of(source, other), Comparator.<Integer>naturalOrder())
                    .test();
            RACE.run(() -> emit(1), () -> {
                other.onNext(2);
                return other;
            });
            RACE.run(
                    () -> {
                        source.onComplete();
                        return source;
                    },
                    () -> {
                        other.onComplete();
                        return other;
                    });
            reader.assertResult(1, 2);
        });
    }

    @Test
    void aRecoveryThatEndsWhenTheSourceGoesOnLosesNothing() throws Exception {
        repeat(() -> {
            PublishProcessor<Integer> missing = PublishProcessor.create();
            TestSubscriber<Integer> reader = source.compose(
                            DetectGaps.<Integer>detectGaps(Integer::longValue).resynchronising(where -> missing))
                    .test();
            emit(1);
            emit(3);
            missing.onNext(2);
            RACE.run(
                    () -> {
                        missing.onComplete();
                        return missing;
                    },
                    () -> emit(4));
            reader.assertValuesOnly(1, 2, 3, 4);
            reader.cancel();
        });
    }

    @Test
    void ofStatesThatChangeTogetherTheLastCombinationIsTheLatest() throws Exception {
        repeat(() -> {
            PublishProcessor<Integer> other = PublishProcessor.create();
            TestSubscriber<List<Integer>> reader = JoinLatest.<Integer, List<Integer>>joinLatest(
                            List.of(source, other), List::copyOf)
                    .test();
            emit(1);
            other.onNext(1);
            RACE.run(() -> emit(2), () -> {
                other.onNext(2);
                return other;
            });
            assertThat(reader.values().get(0)).containsExactly(1, 1);
            assertThat(reader.values()).last().isEqualTo(List.of(2, 2));
            reader.cancel();
        });
    }
}
