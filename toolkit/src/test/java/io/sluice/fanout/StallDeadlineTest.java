package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StallDeadlineTest {

    private final TestScheduler time = new TestScheduler();
    private final Overflow<Integer> overflow = Overflow.backpressure(8, Duration.ofSeconds(5), time);
    private int next = 1;
    private final TestSource<Integer> source = new TestSource<>(() -> next++);
    private final Hub<Integer> hub = Hub.of(source);

    @Test
    void whoTakesNothingForTooLongIsDisconnectedAndTheOthersGoOn() {
        TestSubscriber<Integer> healthy = hub.join(overflow).test();
        TestSubscriber<Integer> stalled = hub.join(overflow).test(0);
        source.offer(1000);
        assertThat(healthy.values()).hasSizeLessThan(300);

        time.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
        stalled.assertEmpty();
        time.advanceTimeBy(1, TimeUnit.MILLISECONDS);

        stalled.assertFailure(SlowConsumerException.class)
                .assertError(Expect.withMessage("slow consumer: more than PT5S without demand"));
        healthy.assertValueCount(1000).assertNoErrors();
        assertThat(hub.counters().disconnects()).isEqualTo(1);
    }

    @Test
    void whoTakesSomethingNowAndThenStays() {
        TestSubscriber<Integer> slow = hub.join(overflow).test(0);
        source.offer(1000);
        for (int second = 0; second < 40; second++) {
            time.advanceTimeBy(1, TimeUnit.SECONDS);
            if (second % 4 == 0) {
                slow.request(1);
            }
        }
        slow.assertValueCount(10).assertNoErrors();

        time.advanceTimeBy(5, TimeUnit.SECONDS);

        slow.assertError(SlowConsumerException.class);
    }

    @Test
    void whoHasNothingWaitingMayWaitForEver() {
        TestSubscriber<Integer> idle = hub.join(overflow).test(3);
        source.offer(3);
        time.advanceTimeBy(1, TimeUnit.HOURS);

        idle.assertValuesOnly(1, 2, 3);
    }

    @Test
    void whoAsksForNothingWhileThereIsNothingMayWaitForEver() {
        TestSubscriber<Integer> idle = hub.join(overflow).test(0);
        time.advanceTimeBy(1, TimeUnit.HOURS);
        source.offer(1);
        time.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
        idle.assertEmpty();

        time.advanceTimeBy(1, TimeUnit.MILLISECONDS);

        idle.assertError(SlowConsumerException.class);
    }

    @Test
    void whoTookTheLastValueWithItsLastDemandMayWaitForEver() {
        TestSubscriber<Integer> member = hub.join(overflow).test(0);
        source.offer(2);
        member.request(2);
        time.advanceTimeBy(1, TimeUnit.HOURS);

        member.assertValuesOnly(1, 2);
    }

    @Test
    void theDeadlineRunsFromTheFirstValueThatWaits() {
        TestSubscriber<Integer> member = hub.join(overflow).test(1);
        source.offer(1);
        time.advanceTimeBy(1, TimeUnit.HOURS);
        source.offer(1);
        time.advanceTimeBy(4, TimeUnit.SECONDS);
        member.assertValuesOnly(1);

        time.advanceTimeBy(1, TimeUnit.SECONDS);

        member.assertError(SlowConsumerException.class);
    }

    @Test
    void theDeadlineMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Overflow.backpressure(1, Duration.ZERO));
    }
}
