package io.sluice.aggregate;

import static io.sluice.aggregate.BatchWithin.batchWithin;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BatchWithinTest {

    private final TestScheduler scheduler = new TestScheduler();
    private final UnicastProcessor<Integer> source = UnicastProcessor.create();

    @Test
    void aBatchIsEmittedWhenItIsFull() {
        TestSubscriber<List<Integer>> downstream = batches(3).test();
        emit(1, 7);

        downstream.assertValues(List.of(1, 2, 3), List.of(4, 5, 6));
        source.onComplete();
        downstream.assertResult(List.of(1, 2, 3), List.of(4, 5, 6), List.of(7));
    }

    @Test
    void aBatchIsEmittedWhenItsFirstValueHasWaitedLongEnough() {
        TestSubscriber<List<Integer>> downstream = batches(3).test();
        emit(1, 1);
        advance(60);
        emit(2, 2);
        advance(39);
        downstream.assertNoValues();
        advance(1);

        downstream.assertValues(List.of(1, 2));
    }

    @Test
    void aValueLeftOverByAFullBatchWaitsFromItsOwnArrival() {
        TestSubscriber<List<Integer>> downstream = batches(3).test(0);
        emit(1, 3);
        advance(60);
        emit(4, 4);
        advance(60);
        downstream.request(2);
        downstream.assertValues(List.of(1, 2, 3));
        advance(39);
        downstream.assertValueCount(1);
        advance(1);

        downstream.assertValues(List.of(1, 2, 3), List.of(4));
    }

    @Test
    void aBatchIsBoundedInWeightAndAHeavyValueIsOneByItself() {
        TestSubscriber<List<String>> downstream = Flowable.just("aa", "b", "cc", "dddddd", "e")
                .compose(BatchWithin.<String>batchWithin(10, Duration.ofMillis(100))
                        .maxWeight(4, String::length)
                        .scheduler(scheduler))
                .test();

        downstream.assertResult(List.of("aa", "b"), List.of("cc"), List.of("dddddd"), List.of("e"));
    }

    /** There, a batch that fell due without demand was an error. */
    @Test
    void reactorBufferTimeout2839ABatchThatIsDueWithoutDemandWaits() {
        TestSubscriber<List<Integer>> downstream = batches(10).test(0);
        emit(1, 3);
        advance(1_000);
        downstream.assertEmpty();
        emit(4, 4);
        downstream.request(1);

        downstream.assertValues(List.of(1, 2, 3, 4)).assertNotComplete();
    }

    /** There, batches were mapped to as many times their size, and partial ones made for negative requests. */
    @Test
    void reactorBufferTimeout2839PartialBatchesDoNotUseUpWhatIsAskedOfTheSource() {
        AtomicLong asked = new AtomicLong();
        PublishProcessor<Integer> pushed = PublishProcessor.create();
        TestSubscriber<List<Integer>> downstream = pushed.doOnRequest(asked::addAndGet)
                .compose(BatchWithin.<Integer>batchWithin(4, Duration.ofMillis(100))
                        .scheduler(scheduler))
                .test(1_000);
        for (int i = 0; i < 500; i++) {
            assertThat(asked.get()).as("asked for the value %s", i).isGreaterThan(i);
            pushed.onNext(i);
            advance(100);
        }
        downstream.assertValueCount(500).assertNoErrors();
    }

    /** There, what to ask the source for overflowed an int, and it was asked for nothing. */
    @Test
    void reactorBufferTimeout4185WhatIsAskedForABatchOfAnySizeIsCountedInLong() {
        AtomicLong asked = new AtomicLong();
        TestSubscriber<List<Integer>> downstream = source.doOnRequest(asked::addAndGet)
                .compose(BatchWithin.<Integer>batchWithin(Integer.MAX_VALUE, Duration.ofMillis(100))
                        .prefetch(Integer.MAX_VALUE)
                        .scheduler(scheduler))
                .test(Long.MAX_VALUE);
        assertThat(asked.get()).isEqualTo(2L * Integer.MAX_VALUE);
        emit(1, 2);
        advance(100);
        downstream.assertValues(List.of(1, 2));
    }

    /** There, demand that came when there was none emitted whatever was in the batch. */
    @Test
    void reactorBufferTimeout4377DemandThatResumesFlushesNothing() {
        TestSubscriber<List<Integer>> downstream = batches(3).test(0);
        emit(1, 2);
        advance(50);
        downstream.request(5);
        downstream.assertNoValues();
        emit(3, 3);
        downstream.assertValues(List.of(1, 2, 3));
    }

    @Test
    void whatIsHeldIsNotMoreThanTheBound() {
        AtomicLong asked = new AtomicLong();
        Flowable.range(1, 1_000)
                .doOnRequest(asked::addAndGet)
                .compose(BatchWithin.<Integer>batchWithin(10, Duration.ofMillis(100))
                        .prefetch(5)
                        .scheduler(scheduler))
                .test(0)
                .assertEmpty();
        assertThat(asked.get()).isEqualTo(15);
    }

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(Keyed::ofNumber, setting -> {
            boolean eager = setting.random.nextBoolean();
            int maxCount = setting.between(1, 12);
            int prefetch = setting.between(1, 12);
            int maxDelay = setting.between(1, 20);
            long maxWeight = setting.random.nextBoolean() ? Long.MAX_VALUE : setting.between(1, 12);
            BatchWithin<Keyed> operator = BatchWithin.<Keyed>batchWithin(maxCount, Duration.ofMillis(maxDelay))
                    .prefetch(prefetch)
                    .maxWeight(maxWeight, Keyed::weight)
                    .scheduler(setting.scheduler)
                    .onDropped(setting.onDropped());
            BatchWithin<Keyed> chosen = eager ? operator.eagerErrors() : operator;
            return new RandomRuns.Case<>(
                    source -> source.compose(chosen), new BatchModel(eager, maxCount, prefetch, maxDelay, maxWeight));
        });
    }

    private static final class BatchModel extends HeldModel<Keyed, List<Keyed>> {

        private final List<Long> arrivals = new ArrayList<>();
        private final int maxCount;
        private final int maxDelay;
        private final long maxWeight;

        BatchModel(boolean eager, int maxCount, int prefetch, int maxDelay, long maxWeight) {
            super(eager, maxCount + prefetch, prefetch);
            this.maxCount = maxCount;
            this.maxDelay = maxDelay;
            this.maxWeight = maxWeight;
        }

        @Override
        void offer(int source, Keyed value) {
            held.add(value);
            arrivals.add(now);
        }

        @Override
        @Nullable
        List<Keyed> poll() {
            List<Keyed> batch = new ArrayList<>();
            long weight = 0;
            boolean full = false;
            for (Keyed value : held) {
                if (!batch.isEmpty()
                        && (batch.size() == maxCount || weight >= maxWeight || weight + value.weight() > maxWeight)) {
                    full = true;
                    break;
                }
                batch.add(value);
                weight += value.weight();
            }
            full |= batch.size() == maxCount || weight >= maxWeight;
            if (batch.isEmpty() || !(full || ended || now - arrivals.get(0) >= maxDelay)) {
                return null;
            }
            held.subList(0, batch.size()).clear();
            arrivals.subList(0, batch.size()).clear();
            return batch;
        }

        @Override
        void discard(DropReason reason) {
            held.forEach(value -> drop(value, reason));
            held.clear();
        }
    }

    private Flowable<List<Integer>> batches(int maxCount) {
        return source.compose(BatchWithin.<Integer>batchWithin(maxCount, Duration.ofMillis(100))
                .scheduler(scheduler));
    }

    private void emit(int from, int to) {
        for (int i = from; i <= to; i++) {
            source.onNext(i);
        }
    }

    private void advance(int millis) {
        scheduler.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    }

    @Test
    void itReadsWellWithoutOptions() {
        Flowable.range(1, 3)
                .compose(batchWithin(2, Duration.ofHours(1)))
                .test()
                .assertResult(List.of(1, 2), List.of(3));
    }
}
