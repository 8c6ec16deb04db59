package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import java.lang.ref.WeakReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class DisconnectTest {

    private final Hub<Integer> hub = Hub.create();

    @Test
    void valuesWithinTheBoundWaitForDemand() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>disconnect(3)).test(1);
        for (int i = 1; i <= 4; i++) {
            hub.publish(i);
        }
        member.assertValuesOnly(1);
        assertThat(Expect.of(hub))
                .isEqualTo(new MemberCounters(1, "disconnect beyond 3 messages", 4, 1, 0, Expect.NO_DROPS, 3, 0));

        member.request(3);

        member.assertValuesOnly(1, 2, 3, 4);
    }

    @Test
    void aValueBeyondTheBoundDisconnectsRightAfterWhatWasReceived() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>disconnect(3)).test(1);
        for (int i = 1; i <= 5; i++) {
            hub.publish(i);
        }

        member.assertFailure(SlowConsumerException.class, 1);
        assertThat(hub.counters()).isEqualTo(new HubCounters(5, 0, 1, 1, 1, 5, 1, 0, Expect.disconnected(4), 0));
    }

    @Test
    void theErrorSaysHowToCloseTheConnection() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>disconnect(1)).test(0);
        hub.publish(1);
        hub.publish(2);

        member.assertError(error -> {
            CloseStatus status = ((CloseException) error).status();
            assertThat(status.code()).isEqualTo(CloseCode.SLOW_CONSUMER).isEqualTo(4008);
            assertThat(status.reason()).isEqualTo("slow consumer: more than 1 messages waiting");
            return true;
        });
    }

    @Test
    void aDisconnectedMemberGetsNothingMore() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>disconnect(1)).test(0);
        hub.publish(1);
        hub.publish(2);
        hub.publish(3);
        member.request(10);
        hub.complete();

        member.assertFailure(SlowConsumerException.class);
        assertThat(hub.counters().offered()).isEqualTo(2);
    }

    @Test
    void bytesBeyondTheBoundDisconnect() {
        Overflow<Integer> overflow = Overflow.disconnect(100, 10, value -> value);
        TestSubscriber<Integer> member = hub.join(overflow).test(0);
        hub.publish(4);
        hub.publish(6);
        member.assertEmpty();
        assertThat(Expect.of(hub))
                .isEqualTo(new MemberCounters(
                        1, "disconnect beyond 100 messages or 10 bytes", 2, 0, 0, Expect.NO_DROPS, 2, 10));

        hub.publish(1);

        member.assertFailure(SlowConsumerException.class);
        assertThat(hub.counters().dropped()).isEqualTo(3);
    }

    @Test
    void deliveredValuesFreeTheirBytes() {
        Overflow<Integer> overflow = Overflow.disconnect(100, 10, value -> value);
        TestSubscriber<Integer> member = hub.join(overflow).test(0);
        hub.publish(9);
        hub.publish(1);
        member.request(1);
        hub.publish(9);

        member.assertValuesOnly(9);
        assertThat(Expect.of(hub).queuedBytes()).isEqualTo(10);
    }

    @Test
    void aValueLargerThanTheBoundPassesWhenNothingElseWaits() {
        Overflow<Integer> overflow = Overflow.disconnect(100, 10, value -> value);
        TestSubscriber<Integer> member = hub.join(overflow).test(1);
        hub.publish(5000);
        member.assertValuesOnly(5000);

        hub.publish(5000);
        hub.publish(1);

        member.assertFailure(SlowConsumerException.class, 5000);
    }

    @Test
    void aWeigherThatFailsHarmsItsMemberOnly() {
        Overflow<Integer> overflow = Overflow.disconnect(100, 10, value -> 10 / value);
        TestSubscriber<Integer> member = hub.join(overflow).test(1);
        TestSubscriber<Integer> other =
                hub.join(Overflow.<Integer>disconnect(1)).test();
        hub.publish(1);
        hub.publish(0);
        hub.publish(2);

        member.assertFailure(ArithmeticException.class, 1);
        other.assertValuesOnly(1, 0, 2);
        assertThat(hub.counters()).isEqualTo(new HubCounters(3, 1, 2, 1, 0, 5, 4, 0, Expect.failed(1), 0));
    }

    @Test
    void aNegativeWeightIsAFailure() {
        Overflow<Integer> overflow = Overflow.disconnect(100, 10, value -> value);
        TestSubscriber<Integer> member = hub.join(overflow).test(0);
        hub.publish(-1);

        member.assertFailure(IllegalArgumentException.class);
    }

    @Test
    void bytesAloneMayBeTheBound() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>disconnect(Integer.MAX_VALUE, 10, value -> value))
                .test(0);
        hub.publish(5);
        hub.publish(5);
        member.request(1);
        member.assertValuesOnly(5);
        hub.publish(6);

        member.assertFailure(SlowConsumerException.class, 5);
    }

    @Test
    void whoJoinsAndLeavesIsNotHeldOnTo() {
        TestSubscriber<Integer> stays =
                hub.join(Overflow.<Integer>disconnect(10)).test();
        WeakReference<TestSubscriber<Integer>> gone = joinAndLeave();
        for (int i = 0; i < 100; i++) {
            joinAndLeave();
        }

        Awaitility.await().until(() -> {
            System.gc();
            return gone.refersTo(null);
        });
        stays.assertEmpty();
    }

    private WeakReference<TestSubscriber<Integer>> joinAndLeave() {
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>disconnect(10)).test();
        member.cancel();
        return new WeakReference<>(member);
    }

    @Test
    void boundsMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Overflow.disconnect(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Overflow.disconnect(1, 0, value -> 1));
    }
}
