package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

class DropNewestTest {

    private static final ToLongFunction<Integer> ITSELF = Integer::longValue;

    private final Hub<Integer> hub = Hub.create();

    private void publish(int from, int to) {
        for (int i = from; i <= to; i++) {
            hub.publish(i);
        }
    }

    @Test
    void theFirstValuesWaitAndThoseThatComeWhileItIsFullAreDropped() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>dropNewest(3)).test(1);
        publish(1, 10);
        assertThat(Expect.of(hub))
                .isEqualTo(
                        new MemberCounters(1, "drop the newest beyond 3 messages", 10, 1, 0, Expect.overflow(6), 3, 0));

        member.request(1);
        publish(11, 12);
        member.request(10);

        member.assertValuesOnly(1, 2, 3, 4, 11);
    }

    @Test
    void aValueThatDoesNotFitIsDroppedAndASmallerOneMayFollow() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.dropNewest(100, 10, ITSELF)).test(0);
        hub.publish(4);
        hub.publish(7);
        hub.publish(6);
        assertThat(Expect.of(hub).queuedBytes()).isEqualTo(10);
        member.request(5);

        member.assertValuesOnly(4, 6);
        assertThat(Expect.of(hub).dropped()).isEqualTo(1);
    }

    @Test
    void aValueLargerThanTheBoundIsKeptWhenNothingElseWaits() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.dropNewest(100, 10, ITSELF)).test(0);
        hub.publish(5000);
        hub.publish(1);
        member.request(5);

        member.assertValuesOnly(5000);
    }

    @Test
    void whatWaitsIsDeliveredBeforeTheEnd() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>dropNewest(2)).test(0);
        publish(1, 3);
        hub.complete();
        member.request(2);

        member.assertResult(1, 2);
    }

    @Test
    void boundsMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Overflow.dropNewest(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Overflow.dropNewest(1, 0, ITSELF));
    }
}
