package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {

    private final TestScheduler scheduler = new TestScheduler();
    /** When the source was subscribed to, in milliseconds. */
    private final List<Long> subscribed = new ArrayList<>();

    @Test
    void pausesDoubleUpToTheLargest() {
        TestSubscriber<Integer> downstream = failing().compose(withoutJitter()).test();
        scheduler.advanceTimeBy(40, TimeUnit.SECONDS);

        downstream.assertEmpty();
        assertThat(subscribed).containsExactly(0L, 1_000L, 3_000L, 7_000L, 15_000L, 25_000L, 35_000L);
    }

    @Test
    void jitterLeavesOutAShareOfThePause() {
        TestSubscriber<Integer> downstream =
                failing().compose(withoutJitter().jitter(0.5).random(() -> 0.5)).test();
        scheduler.advanceTimeBy(5_250, TimeUnit.MILLISECONDS);

        downstream.assertEmpty();
        assertThat(subscribed).containsExactly(0L, 750L, 2_250L, 5_250L);
    }

    @Test
    void aSourceThatWasStableBeginsWithTheShortestPauseAgain() {
        TestSubscriber<Integer> downstream = Flowable.defer(() -> {
                    subscribed.add(scheduler.now(TimeUnit.MILLISECONDS));
                    long life = subscribed.size() == 3 ? 20 : 19;
                    return Flowable.<Integer>never()
                            .mergeWith(Flowable.timer(life, TimeUnit.SECONDS, scheduler)
                                    .flatMap(tick -> Flowable.error(new IllegalStateException("of the source"))));
                })
                .compose(withoutJitter().resetAfter(Duration.ofSeconds(20)))
                .test();
        scheduler.advanceTimeBy(85, TimeUnit.SECONDS);

        downstream.assertEmpty();
        assertThat(subscribed).containsExactly(0L, 20_000L, 41_000L, 62_000L, 83_000L);
    }

    @Test
    void anErrorThatIsNotToBeRetriedIsPassedOn() {
        TestSubscriber<Integer> downstream = failing()
                .compose(withoutJitter().when(error -> error instanceof UnsupportedOperationException))
                .test();
        downstream.assertFailure(IllegalStateException.class);
    }

    @Test
    void soManyFailuresInARowAreEnough() {
        TestSubscriber<Integer> downstream =
                failing().compose(withoutJitter().maxFailures(2)).test();
        scheduler.advanceTimeBy(3, TimeUnit.SECONDS);
        downstream.assertFailure(IllegalStateException.class);
        assertThat(subscribed).hasSize(3);
    }

    @Test
    void whatAFailedSubscriptionLeftOfTheDemandIsRequestedOfTheNextOne() {
        TestSubscriber<Integer> downstream = Flowable.just(1, 2)
                .concatWith(Flowable.error(new IllegalStateException("of the source")))
                .compose(withoutJitter())
                .test(3);
        scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
        downstream.assertValues(1, 2, 1);
        downstream.request(1);
        downstream.assertValues(1, 2, 1, 2);
    }

    @Test
    void cancellingEndsThePause() {
        TestSubscriber<Integer> downstream = failing().compose(withoutJitter()).test();
        downstream.cancel();
        scheduler.advanceTimeBy(40, TimeUnit.SECONDS);
        assertThat(subscribed).containsExactly(0L);
    }

    /** Sources of random lives, against the pauses worked out one by one. */
    @Test
    void randomRunsAgreeWithTheModel() {
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        for (int run = 0; run < 100; run++, seed++) {
            TestScheduler time = new TestScheduler();
            Random lives = new Random(seed);
            long stable = 1L + lives.nextInt(300);
            List<Long> expected = new ArrayList<>();
            List<Long> seen = new ArrayList<>();
            long at = 0;
            long pause = 10;
            Random modelled = new Random(seed);
            for (int i = 0; i < 20; i++) {
                expected.add(at);
                long life = modelled.nextInt(400);
                pause = life >= stable ? 10 : pause;
                at += life + pause;
                pause = Math.min(200, pause * 2);
            }
            Random drawn = new Random(seed);
            TestSubscriber<Object> downstream = Flowable.defer(() -> {
                        seen.add(time.now(TimeUnit.MILLISECONDS));
                        return Flowable.timer((long) drawn.nextInt(400), TimeUnit.MILLISECONDS, time)
                                .concatWith(Flowable.error(new IllegalStateException("of the source")));
                    })
                    .cast(Object.class)
                    .compose(RetryBackoff.retryBackoff(Duration.ofMillis(10), Duration.ofMillis(200))
                            .jitter(0)
                            .resetAfter(Duration.ofMillis(stable))
                            .scheduler(time))
                    .test();
            time.advanceTimeTo(expected.get(19), TimeUnit.MILLISECONDS);
            assertThat(seen).as("-Dsluice.seed=%s", seed).isEqualTo(expected);
            downstream.cancel();
        }
    }

    @Test
    void pausesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> RetryBackoff.retryBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RetryBackoff.retryBackoff(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> withoutJitter().jitter(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private Flowable<Integer> failing() {
        return Flowable.defer(() -> {
            subscribed.add(scheduler.now(TimeUnit.MILLISECONDS));
            return Flowable.error(new IllegalStateException("of the source"));
        });
    }

    private RetryBackoff<Integer> withoutJitter() {
        return RetryBackoff.<Integer>retryBackoff(Duration.ofSeconds(1), Duration.ofSeconds(10))
                .jitter(0)
                .scheduler(scheduler);
    }
}
