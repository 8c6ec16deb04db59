package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import org.junit.jupiter.api.Test;

class LatestTest {

    private final Hub<Integer> hub = Hub.create();

    @Test
    void aMemberInStepGetsEveryValue() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest()).test();

        hub.publish(1);
        hub.publish(2);

        member.assertValuesOnly(1, 2);
        assertThat(Expect.of(hub)).isEqualTo(new MemberCounters(1, "latest", 2, 2, 0, Expect.NO_DROPS, 0, 0));
    }

    @Test
    void aMemberWithoutDemandGetsTheLatestOnceItAsks() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest()).test(0);
        for (int i = 1; i <= 1000; i++) {
            hub.publish(i);
        }
        member.assertEmpty();
        assertThat(Expect.of(hub)).isEqualTo(new MemberCounters(1, "latest", 1000, 0, 999, Expect.NO_DROPS, 1, 0));

        member.request(2);

        member.assertValuesOnly(1000);
        assertThat(Expect.of(hub)).isEqualTo(new MemberCounters(1, "latest", 1000, 1, 999, Expect.NO_DROPS, 0, 0));
    }

    @Test
    void demandLeftOverIsUsedByTheNextValue() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest()).test(2);
        hub.publish(1);
        hub.publish(2);
        hub.publish(3);

        member.assertValuesOnly(1, 2);
    }

    @Test
    void thePendingValueIsDeliveredBeforeTheEnd() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest()).test(0);
        hub.publish(1);
        hub.complete();
        member.assertNotComplete();

        member.request(1);

        member.assertResult(1);
    }

    @Test
    void anErrorDoesNotOvertakeThePendingValue() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest()).test(0);
        hub.publish(1);
        hub.fail(new IllegalStateException("gone"));
        member.assertEmpty();

        member.request(1);

        member.assertFailure(IllegalStateException.class, 1).assertError(Expect.withMessage("gone"));
    }
}
