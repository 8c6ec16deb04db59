package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.processors.ReplayProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.aggregate.SequenceBreak.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DetectGapsTest {

    private record Change(String epoch, long first, long last) {}

    private final List<SequenceBreak> breaks = new ArrayList<>();
    private final DetectGaps<Long> numbers =
            DetectGaps.<Long>detectGaps(Long::longValue).onBreak(breaks::add);
    private final DetectGaps<Change> ranges = DetectGaps.<Change>detectGaps(Change::first, Change::last)
            .epoch(Change::epoch)
            .onBreak(breaks::add);

    @Test
    void aGapIsAnErrorAfterTheValuesBeforeIt() {
        TestSubscriber<Long> reader =
                Flowable.just(5L, 6L, 9L, 10L).compose(numbers).test(0);
        reader.assertNoErrors();
        reader.request(9);
        reader.assertFailure(GapException.class, 5L, 6L);
        assertThat(breaks).containsExactly(new SequenceBreak(Kind.GAP, 7, 9, 9));
        assertThat(breaks.get(0).missing()).isEqualTo(2);
    }

    @Test
    void duplicatesAreToldAndNotPassedOn() {
        Flowable.just(1L, 2L, 2L, 1L, 3L).compose(numbers).test().assertResult(1L, 2L, 3L);
        assertThat(breaks)
                .containsExactly(
                        new SequenceBreak(Kind.DUPLICATE, 3, 2, 2), new SequenceBreak(Kind.DUPLICATE, 3, 1, 1));
    }

    @Test
    void reportingGoesOnAfterTheGap() {
        Flowable.just(1L, 4L, 5L, 4L).compose(numbers.reporting()).test().assertResult(1L, 4L, 5L);
        assertThat(breaks).extracting(SequenceBreak::kind).containsExactly(Kind.GAP, Kind.DUPLICATE);
    }

    @Test
    void anotherEpochRestartsTheSequence() {
        Change[] changes = {new Change("a", 7, 8), new Change("b", 1, 2), new Change("b", 3, 3)};
        Flowable.fromArray(changes).compose(ranges.reporting()).test().assertResult(changes);
        assertThat(breaks).containsExactly(new SequenceBreak(Kind.RESTART, 9, 1, 2));
        Flowable.fromArray(changes).compose(ranges).test().assertFailure(GapException.class, changes[0]);
    }

    @Test
    void aRangeThatOverlapsIsPassedOnWhole() {
        Change[] changes = {new Change("a", 1, 4), new Change("a", 3, 6), new Change("a", 7, 7)};
        Flowable.fromArray(changes).compose(ranges).test().assertResult(changes);
        assertThat(breaks).containsExactly(new SequenceBreak(Kind.OVERLAP, 5, 3, 6));
    }

    @Test
    void theSourceWaitsWhileItIsResynchronised() {
        List<Long> sequence = List.of(1L, 5L, 6L, 7L, 8L, 9L, 10L);
        StepSource<Long> source = new StepSource<>(new ArrayList<>(sequence).iterator()::next);
        ReplayProcessor<Long> missing = ReplayProcessor.create();
        TestSubscriber<Long> reader = Flowable.fromPublisher(source)
                .compose(numbers.resynchronising(where -> missing).prefetch(4))
                .test();
        source.offer(7);
        reader.assertValues(1L);
        assertThat(source.requested).isLessThanOrEqualTo(5);
        missing.onNext(2L);
        missing.onNext(3L);
        missing.onNext(4L);
        missing.onNext(5L);
        missing.onComplete();
        reader.assertValues(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L).assertNotComplete();
        source.end(null);
        reader.assertComplete();
        assertThat(breaks).containsExactly(new SequenceBreak(Kind.GAP, 2, 5, 5));
    }

    @Test
    void whatARecoveryBringsAgainIsPassedOver() {
        Flowable.just(1L, 2L, 5L, 6L)
                .compose(numbers.resynchronising(where -> Flowable.just(1L, 2L, 3L, 4L, 5L)))
                .test()
                .assertResult(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void aRecoveryThatNeverClosesTheGapFails() {
        List<SequenceBreak> asked = new ArrayList<>();
        Flowable.just(1L, 5L)
                .compose(numbers.resynchronising(where -> {
                    asked.add(where);
                    return Flowable.empty();
                }))
                .test()
                .assertFailure(GapException.class, 1L);
        assertThat(asked).hasSize(DetectGaps.MAX_ATTEMPTS);
    }

    @Test
    void aRecoveryThatFailsEndsTheStream() {
        IllegalStateException error = new IllegalStateException("of the recovery");
        StepSource<Long> source = new StepSource<>(new ArrayList<>(List.of(1L, 5L)).iterator()::next);
        TestSubscriber<Long> reader = Flowable.fromPublisher(source)
                .compose(numbers.resynchronising(where -> Flowable.error(error)))
                .test();
        source.offer(2);
        reader.assertValues(1L).assertError(error);
        assertThat(source.cancelled).isTrue();
    }

    @Test
    void cancelReachesARecoveryUnderWay() {
        PublishProcessor<Long> missing = PublishProcessor.create();
        TestSubscriber<Long> reader = Flowable.just(1L, 5L)
                .compose(numbers.resynchronising(where -> missing))
                .test();
        assertThat(missing.hasSubscribers()).isTrue();
        reader.cancel();
        assertThat(missing.hasSubscribers()).isFalse();
    }

    @Test
    void aSnapshotIsFollowedByTheDeltasThatItDoesNotContain() {
        PublishProcessor<Change> snapshots = PublishProcessor.create();
        StepSource<Change> deltas = new StepSource<>(new ArrayList<>(List.of(
                        new Change("", 1, 3), new Change("", 4, 6), new Change("", 7, 9), new Change("", 10, 10)))
                .iterator()::next);
        TestSubscriber<Change> reader = Flowable.fromPublisher(deltas)
                .compose(DetectGaps.<Change>snapshotThenDeltas(Change::first, Change::last, where -> snapshots)
                        .onBreak(breaks::add))
                .test();
        deltas.offer(4);
        reader.assertNoValues();
        snapshots.onNext(new Change("snapshot", 5, 5));
        snapshots.onComplete();
        reader.assertValues(
                new Change("snapshot", 5, 5), new Change("", 4, 6), new Change("", 7, 9), new Change("", 10, 10));
        assertThat(breaks).isEmpty();
        reader.cancel();
    }

    @Test
    void aSnapshotOlderThanTheDeltasIsAskedForAgain() {
        List<SequenceBreak> asked = new ArrayList<>();
        Flowable.just(new Change("", 8, 9))
                .compose(DetectGaps.<Change>snapshotThenDeltas(Change::first, Change::last, where -> {
                    asked.add(where);
                    long position = asked.size() == 1 ? 5 : 8;
                    return Flowable.just(new Change("snapshot", position, position));
                }))
                .test()
                .assertResult(new Change("snapshot", 5, 5), new Change("snapshot", 8, 8), new Change("", 8, 9));
        assertThat(asked).containsExactly(new SequenceBreak(Kind.START, 0, 0, 0), new SequenceBreak(Kind.GAP, 6, 8, 9));
    }

    @Test
    void aStreamWhoseLastDeltasAreInTheSnapshotCompletes() {
        Flowable.just(9L, 10L)
                .compose(DetectGaps.<Long>snapshotThenDeltas(
                        Long::longValue, Long::longValue, where -> Flowable.just(10L)))
                .test()
                .assertResult(10L);
        Flowable.just(1L, 5L)
                .compose(numbers.resynchronising(where -> Flowable.just(2L, 3L, 4L, 5L)))
                .test()
                .assertResult(1L, 2L, 3L, 4L, 5L);
    }

    /** Random losses and repetitions on the way: resynchronised, the sequence is whole. */
    @Test
    void randomLossesAreAllClosed() {
        RandomRun.repeat(300, Resynchronised::new);
    }

    private static final class Resynchronised extends RandomRun<Long, Long> {

        private final int prefetch = 1 + random.nextInt(5);
        private long sequence = 1;

        Resynchronised(long seed) {
            super(seed, 200);
            Random losses = random;
            addSource(() -> {
                if (sequence > 1 && losses.nextInt(3) == 0) {
                    sequence += losses.nextLong(3);
                }
                return losses.nextInt(6) == 0 ? Math.max(1, sequence - 1) : sequence++;
            });
        }

        @Override
        Flowable<Long> operator() {
            return Flowable.fromPublisher(sources.get(0))
                    .compose(DetectGaps.<Long>detectGaps(Long::longValue)
                            .resynchronising(where -> Flowable.rangeLong(where.expected(), where.missing()))
                            .prefetch(prefetch));
        }

        @Override
        void emitted(Long value) {
            assertThat(value).isEqualTo(received.size());
        }

        @Override
        void assertQuiet() {
            StepSource<Long> source = sources.get(0);
            assertThat(source.outstanding()).isLessThanOrEqualTo(prefetch);
            if (cancelled || source.isEnded()) {
                return;
            }
            assertThat(demand() == 0 || source.outstanding() > 0)
                    .as("asks while there is demand")
                    .isTrue();
        }
    }

    @Test
    void afterAnErrorNothingFollowsThatDoesNotFollow() {
        Change[] changes = {new Change("a", 1, 1), new Change("b", 1, 1), new Change("b", 2, 2), new Change("b", 3, 3)};
        TestSubscriber<Change> reader = Flowable.fromArray(changes)
                .concatWith(Flowable.error(new IllegalStateException("the end")))
                .compose(ranges.resynchronising(gap -> Flowable.never()))
                .test(1);
        reader.request(9);
        reader.assertFailure(IllegalStateException.class, changes[0]);
    }

    @Test
    void deltasAreNothingWithoutTheSnapshot() {
        Flowable.just(1L, 2L)
                .concatWith(Flowable.error(new IllegalStateException("the end")))
                .compose(
                        DetectGaps.<Long>snapshotThenDeltas(Long::longValue, Long::longValue, gap -> Flowable.just(0L)))
                .test()
                .assertFailure(IllegalStateException.class);
    }
}
