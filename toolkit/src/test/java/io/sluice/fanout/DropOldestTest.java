package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class DropOldestTest {

    private static final ToLongFunction<Integer> ITSELF = Integer::longValue;

    private final Hub<Integer> hub = Hub.create();

    private void publish(int from, int to) {
        for (int i = from; i <= to; i++) {
            hub.publish(i);
        }
    }

    @Test
    void aMemberInStepGetsEveryValue() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>dropOldest(1)).test();
        publish(1, 3);

        member.assertValuesOnly(1, 2, 3);
    }

    @Test
    void theLastValuesWaitAndTheOlderOnesAreDropped() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>dropOldest(3)).test(1);
        publish(1, 10);
        assertThat(Expect.of(hub))
                .isEqualTo(
                        new MemberCounters(1, "drop the oldest beyond 3 messages", 10, 1, 0, Expect.overflow(6), 3, 0));

        member.request(10);

        member.assertValuesOnly(1, 8, 9, 10);
    }

    @Test
    void membersOfOnePolicyLoseEachForItself() {
        Overflow<Integer> overflow = Overflow.dropOldest(3);
        TestSubscriber<Integer> stalled = hub.join(overflow).test(0);
        publish(1, 4);
        TestSubscriber<Integer> late = hub.join(overflow).test(0);
        publish(5, 6);
        late.request(5);
        stalled.request(5);

        late.assertValuesOnly(5, 6);
        stalled.assertValuesOnly(4, 5, 6);
        assertThat(hub.counters().dropped()).isEqualTo(3);
    }

    @Test
    void bytesBeyondTheBoundDropTheOldest() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.dropOldest(100, 10, ITSELF)).test(0);
        hub.publish(4);
        hub.publish(6);
        assertThat(Expect.of(hub).queuedBytes()).isEqualTo(10);
        hub.publish(3);
        assertThat(Expect.of(hub).queuedBytes()).isEqualTo(9);
        member.request(5);

        member.assertValuesOnly(6, 3);
    }

    @Test
    void theLastValueIsKeptWhateverItsSize() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.dropOldest(100, 10, ITSELF)).test(0);
        hub.publish(1);
        hub.publish(5000);
        member.request(5);

        member.assertValuesOnly(5000);
    }

    @Test
    void whatIsLeftIsDeliveredBeforeTheEnd() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>dropOldest(2)).test(0);
        publish(1, 3);
        hub.complete();
        member.request(2);

        member.assertResult(2, 3);
    }

    @Test
    void boundsMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Overflow.dropOldest(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Overflow.dropOldest(1, 0, ITSELF));
    }
}
