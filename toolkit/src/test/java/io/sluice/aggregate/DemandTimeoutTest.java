package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class DemandTimeoutTest {

    private final TestScheduler scheduler = new TestScheduler();
    private final PublishProcessor<Integer> source = PublishProcessor.create();

    @Test
    void aReaderThatAsksForNothingIsCutOffAndTheSourceIsCancelled() {
        TestSubscriber<Integer> downstream = watched(1);
        advance(1_000);
        source.onNext(1);
        advance(99);
        downstream.assertValues(1).assertNoErrors();
        advance(1);
        downstream.assertFailure(TimeoutException.class, 1);
        assertThat(source.hasSubscribers()).isFalse();
    }

    @Test
    void aReaderThatNeverAsksIsCutOffToo() {
        TestSubscriber<Integer> downstream = watched(0);
        advance(100);
        downstream.assertFailure(TimeoutException.class);
    }

    @Test
    void whileThereIsDemandNothingTimesOut() {
        TestSubscriber<Integer> downstream = watched(0);
        advance(99);
        downstream.request(2);
        source.onNext(1);
        advance(1_000);
        downstream.assertValues(1).assertNoErrors();
    }

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(n -> n, setting -> {
            int timeout = setting.between(5, 60);
            DemandTimeout<Integer> operator = DemandTimeout.<Integer>demandTimeout(Duration.ofMillis(timeout))
                    .scheduler(setting.scheduler);
            return new RandomRuns.Case<>(source -> source.compose(operator), new PassingModel<Integer>() {
                private long since;

                @Override
                void passing() {
                    since = demand == 1 ? now : since;
                }

                @Override
                void tick() {
                    if (demand == 0 && now - since >= timeout) {
                        fail(new TimeoutException());
                    }
                }
            });
        });
    }

    private TestSubscriber<Integer> watched(long demand) {
        return source.compose(DemandTimeout.<Integer>demandTimeout(Duration.ofMillis(100))
                        .scheduler(scheduler))
                .test(demand);
    }

    private void advance(int millis) {
        scheduler.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    }
}
