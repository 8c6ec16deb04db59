package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class IdleTimeoutTest {

    private final TestScheduler scheduler = new TestScheduler();
    private final PublishProcessor<Integer> source = PublishProcessor.create();

    @Test
    void aSourceThatEmitsNothingThoughAskedFailsTheStream() {
        TestSubscriber<Integer> downstream = watched(9);
        advance(99);
        source.onNext(1);
        advance(99);
        downstream.assertValues(1).assertNoErrors();
        advance(1);
        downstream.assertFailure(TimeoutException.class, 1);
        assertThat(source.hasSubscribers()).isFalse();
    }

    @Test
    void aSourceThatWasNotAskedIsNotIdle() {
        TestSubscriber<Integer> downstream = watched(1);
        source.onNext(1);
        advance(1_000);
        downstream.assertValues(1).assertNoErrors();
        downstream.request(1);
        advance(99);
        downstream.assertNoErrors();
        advance(1);
        downstream.assertFailure(TimeoutException.class, 1);
    }

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(n -> n, setting -> {
            int timeout = setting.between(5, 60);
            IdleTimeout<Integer> operator =
                    IdleTimeout.<Integer>idleTimeout(Duration.ofMillis(timeout)).scheduler(setting.scheduler);
            return new RandomRuns.Case<>(source -> source.compose(operator), new PassingModel<Integer>() {
                private boolean waiting;
                private long since;

                @Override
                void requested() {
                    since = waiting ? since : now;
                    waiting = true;
                }

                @Override
                void passing() {
                    waiting = demand > 1;
                    since = now;
                }

                @Override
                void tick() {
                    if (waiting && now - since >= timeout) {
                        fail(new TimeoutException());
                    }
                }
            });
        });
    }

    private TestSubscriber<Integer> watched(long demand) {
        return source.compose(
                        IdleTimeout.<Integer>idleTimeout(Duration.ofMillis(100)).scheduler(scheduler))
                .test(demand);
    }

    private void advance(int millis) {
        scheduler.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    }
}
