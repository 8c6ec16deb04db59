package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final TestScheduler time = new TestScheduler();
    private final Hub<Integer> hub = Hub.create();

    private void publishFor(int millis, int first) {
        for (int i = 0; i < millis; i++) {
            hub.publish(first + i);
            time.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        }
    }

    @Test
    void aMemberThatConflatesGetsTheNewestStateAtMostSoOftenAndTheLastAlways() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest())
                .compose(Pace.<Integer>messages(10).withScheduler(time))
                .test();
        publishFor(1000, 0);
        assertThat(member.values()).hasSize(11).startsWith(0, 99, 199);

        time.advanceTimeBy(1, TimeUnit.SECONDS);

        assertThat(member.values()).hasSizeBetween(11, 12).endsWith(999);
        MemberCounters account = Expect.of(hub);
        assertThat(account.conflated()).isEqualTo(1000 - member.values().size());
    }

    @Test
    void theBoundOfThePolicyHoldsWhilePaced() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>disconnect(100))
                .compose(Pace.<Integer>messages(10).withScheduler(time))
                .test();
        publishFor(120, 0);

        member.assertError(SlowConsumerException.class);
        assertThat(member.values()).hasSize(2);
    }

    @Test
    void aLargeValueMakesTheNextWaitForLonger() {
        Pace<Integer> pace =
                Pace.<Integer>messages(1000).withBytes(1000, Integer::longValue).withScheduler(time);
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>disconnect(10)).compose(pace).test();
        hub.publish(500);
        hub.publish(100);
        hub.publish(1);
        member.assertValuesOnly(500);
        time.advanceTimeBy(499, TimeUnit.MILLISECONDS);
        member.assertValuesOnly(500);
        time.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        member.assertValuesOnly(500, 100);

        time.advanceTimeBy(100, TimeUnit.MILLISECONDS);

        member.assertValuesOnly(500, 100, 1);
    }

    @Test
    void bytesAloneMayCount() {
        Pace<Integer> pace = Pace.<Integer>messages(Double.POSITIVE_INFINITY)
                .withBytes(1000, Integer::longValue)
                .withScheduler(time);
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>disconnect(10)).compose(pace).test();
        hub.publish(500);
        hub.publish(1);
        member.assertValuesOnly(500);

        time.advanceTimeBy(500, TimeUnit.MILLISECONDS);

        member.assertValuesOnly(500, 1);
    }

    @Test
    void aRateCanBeChangedWhileItRuns() {
        Pace<Integer> pace = Pace.<Integer>messages(0.001).withScheduler(time);
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>disconnect(10)).compose(pace).test();
        for (int i = 0; i < 10; i++) {
            hub.publish(i);
        }
        time.advanceTimeBy(1, TimeUnit.SECONDS);
        member.assertValuesOnly(0);
        pace.change(10, Double.POSITIVE_INFINITY);

        time.advanceTimeBy(1, TimeUnit.SECONDS);

        assertThat(member.values()).hasSize(10).isSorted();
    }

    @Test
    void demandOfTheSubscriberIsNotExceeded() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>disconnect(1000))
                .compose(Pace.<Integer>messages(100_000).withScheduler(time))
                .test(3);
        publishFor(100, 0);
        member.assertValuesOnly(0, 1, 2);

        member.request(2);
        time.advanceTimeBy(1, TimeUnit.MILLISECONDS);

        member.assertValuesOnly(0, 1, 2, 3, 4);
    }

    @Test
    void theEndComesAfterWhatWaits() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>disconnect(10))
                .compose(Pace.<Integer>messages(1).withScheduler(time))
                .test();
        hub.publish(1);
        hub.publish(2);
        hub.complete();
        member.assertValuesOnly(1);

        time.advanceTimeBy(1, TimeUnit.SECONDS);

        member.assertResult(1, 2);
    }

    @Test
    void aCancelledMemberLeavesTheHub() {
        hub.join(Overflow.<Integer>latest())
                .compose(Pace.<Integer>messages(1).withScheduler(time))
                .test()
                .cancel();

        assertThat(hub.counters().members()).isZero();
    }

    @Test
    void ratesMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Pace.messages(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Pace.messages(1).change(1, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> Pace.messages(Double.NaN));
    }
}
