package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** A step that gives each number as many times as it says, and fails at a negative one. */
final class StepSubscriptionTest {

    private final AtomicInteger closed = new AtomicInteger();

    private final class Repeat implements Step<Integer, Integer> {

        private int value;
        private int left;

        @Override
        public void accept(Integer input) {
            value = input;
            left = Math.abs(input);
        }

        @Override
        public @Nullable Integer next() {
            assertThat(closed).hasValue(0);
            if (left == 0) {
                return null;
            }
            if (value < 0 && left == 1) {
                throw new IllegalStateException("negative");
            }
            left--;
            return value;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private Conversion<Integer, Integer> repeat() {
        return StepFlowable.conversion(Repeat::new);
    }

    @Test
    void theSourceIsAskedForOneInputAtATimeAndOnlyWhenTheOneBeforeIsUsedUp() {
        ScriptedSource<Integer> source = new ScriptedSource<>(List.of(2, 0, 3), null, () -> true);
        TestSubscriber<Integer> reader = source.compose(repeat()).test(0);
        assertThat(source.asked()).isZero();
        reader.request(1);
        assertThat(source.asked()).isEqualTo(1);
        reader.request(1);
        assertThat(source.asked()).isEqualTo(1);
        reader.request(1);
        assertThat(source.asked()).isEqualTo(3);
        reader.request(1);
        reader.assertValues(2, 2, 3, 3).assertNotComplete();
        reader.request(1);
        reader.assertResult(2, 2, 3, 3, 3);
        assertThat(source.largestDebt()).isEqualTo(1);
        assertThat(closed).hasValue(1);
    }

    @Test
    void theEndBehindTheLastOutputNeedsNoDemand() {
        Flowable.just(1).compose(repeat()).test(1).assertResult(1);
    }

    @Test
    void anEmptySourceCompletesWithoutDemand() {
        Flowable.<Integer>empty().compose(repeat()).test(0).assertResult();
        assertThat(closed).hasValue(1);
    }

    @Test
    void theErrorOfTheSourceComesBehindWhatCameBeforeIt() {
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> reader = source.compose(repeat()).test(1);
        source.onNext(3);
        source.onError(new IllegalStateException("failed"));
        reader.assertValues(3).assertNoErrors();
        reader.request(5);
        reader.assertFailure(IllegalStateException.class, 3, 3, 3);
        assertThat(closed).hasValue(1);
    }

    @Test
    void theErrorOfTheStepCancelsTheSource() {
        ScriptedSource<Integer> source = new ScriptedSource<>(List.of(1, -2, 5), null, () -> true);
        source.compose(repeat()).test().assertFailure(IllegalStateException.class, 1, -2);
        assertThat(source.cancelled).isTrue();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aCancelClosesTheStepWhetherOrNotItIsAtWork() {
        PublishProcessor<Integer> idle = PublishProcessor.create();
        idle.compose(repeat()).test(1).cancel();
        assertThat(idle.hasSubscribers()).isFalse();
        assertThat(closed).hasValue(1);

        closed.set(0);
        Flowable.just(5, 5).compose(repeat()).take(3).test().assertResult(5, 5, 5);
        assertThat(closed).hasValue(1);
    }

    @Test
    void aSourceThatDoesNotWaitToBeAskedIsCutOff() {
        Flowable<Integer> flood = new Flowable<>() {
            @Override
            protected void subscribeActual(Subscriber<? super Integer> subscriber) {
                subscriber.onSubscribe(new Subscription() {
                    @Override
                    public void request(long n) {}

                    @Override
                    public void cancel() {}
                });
                subscriber.onNext(9);
                subscriber.onNext(9);
                subscriber.onNext(9);
            }
        };
        flood.compose(repeat()).test(1).assertFailure(MissingBackpressureException.class, 9);
        assertThat(closed).hasValue(1);
    }

    @Test
    void aRequestForNothingIsAnError() {
        TestSubscriber<Integer> reader = new TestSubscriber<>(0);
        Flowable.just(1).compose(repeat()).subscribe(new FlowableSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                reader.onSubscribe(subscription);
                subscription.request(0);
            }

            @Override
            public void onNext(Integer value) {
                reader.onNext(value);
            }

            @Override
            public void onError(Throwable error) {
                reader.onError(error);
            }

            @Override
            public void onComplete() {
                reader.onComplete();
            }
        });
        reader.assertFailure(IllegalArgumentException.class);
        assertThat(closed).hasValue(1);
    }

    @Test
    void aSubscriberThatThrowsGetsNothingMoreAndNothingIsKept() {
        ScriptedSource<Integer> source = new ScriptedSource<>(List.of(3), null, () -> false);
        source.compose(repeat()).subscribe(new FlowableSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(9);
            }

            @Override
            public void onNext(Integer value) {
                throw new IllegalStateException("no");
            }

            @Override
            public void onError(Throwable error) {
                throw new AssertionError(error);
            }

            @Override
            public void onComplete() {
                throw new AssertionError("completed");
            }
        });
        assertThatThrownBy(source::give).hasMessage("no");
        assertThat(source.cancelled).isTrue();
        assertThat(closed).hasValue(1);
    }

    @Test
    void requestsThatRaceWithTheSourceLoseNothing() {
        for (int round = 0; round < 30; round++) {
            closed.set(0);
            TestSubscriber<Integer> reader = Flowable.range(0, 40)
                    .observeOn(Schedulers.computation(), false, 1)
                    .compose(repeat())
                    .test(0);
            for (int i = 0; i < 780; i++) { // 0 + 1 + ... + 39
                reader.request(1);
            }
            reader.awaitDone(20, TimeUnit.SECONDS);
            reader.assertComplete().assertValueCount(780);
            assertThat(closed).hasValue(1);
        }
    }

    @Test
    void aCancelThatRacesWithTheSourceClosesTheStepOnce() {
        for (int round = 0; round < 60; round++) {
            closed.set(0);
            TestSubscriber<Integer> reader = Flowable.range(1, 1_000)
                    .subscribeOn(Schedulers.computation())
                    .compose(repeat())
                    .test();
            while (reader.values().size() < round % 20) {
                Thread.onSpinWait();
            }
            reader.cancel();
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> closed.get() == 1);
        }
    }

    @Test
    void aRequestAgainstTheRulesCountsThoughTheSourceEndsMeanwhile() {
        TestSubscriber<Integer> reader = new TestSubscriber<>();
        Flowable.just(1)
                .compose(StepFlowable.atMostOne(() -> new Step<Integer, Integer>() {
                    private @Nullable Integer left;

                    @Override
                    public void accept(Integer input) {
                        left = input;
                    }

                    @Override
                    public @Nullable Integer next() {
                        Integer given = left;
                        left = null;
                        return given;
                    }

                    @Override
                    public void finish() {
                        left = 2;
                        reader.request(0);
                    }
                }))
                .subscribe(reader);
        reader.assertFailure(IllegalArgumentException.class, 1);
    }
}
