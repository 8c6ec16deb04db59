package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {

    @Test
    void withoutReplayALateJoinerStartsWithTheNextValue() {
        Hub<Integer> hub = Hub.create();
        hub.publish(1);
        TestSubscriber<Integer> late = hub.join(Overflow.<Integer>latest()).test();
        hub.publish(2);

        late.assertValuesOnly(2);
    }

    @Test
    void theLastValuesComeFirstAndThenEveryLaterOne() {
        Hub<Integer> hub = Hub.create(Replay.last(2));
        for (int i = 1; i <= 5; i++) {
            hub.publish(i);
        }
        TestSubscriber<Integer> late = hub.join(Overflow.<Integer>latest()).test();
        hub.publish(6);

        late.assertValuesOnly(4, 5, 6);
        assertThat(Expect.of(hub).published()).isEqualTo(3);
    }

    @Test
    void fewerValuesThanTheLastNAreAllReplayed() {
        Replay<Integer> replay = Replay.last(3);
        assertThat(replay.replay()).isEmpty();
        replay.record(1);
        assertThat(replay.replay()).containsExactly(1);
    }

    @Test
    void aReplayedListDoesNotChangeAfterwards() {
        Replay<Integer> last = Replay.last(3);
        Replay<Integer> byKey = Replay.latestByKey(value -> value, 3);
        last.record(1);
        byKey.record(1);
        List<Integer> list = last.replay();
        List<Integer> keyed = byKey.replay();
        assertThat(last.replay()).as("shared until the next value").isSameAs(list);
        last.record(2);
        byKey.record(2);

        assertThat(list).containsExactly(1);
        assertThat(keyed).containsExactly(1);
        assertThat(last.replay()).containsExactly(1, 2);
        assertThat(byKey.replay()).containsExactly(1, 2);
    }

    @Test
    void theLatestOfEachKeyComesInTheOrderOfPublishing() {
        Hub<String> hub = Hub.create(Replay.latestByKey(value -> value.charAt(0), 10));
        for (String value : List.of("a1", "b1", "c1", "a2")) {
            hub.publish(value);
        }
        TestSubscriber<String> late = hub.join(Overflow.<String>latest()).test();

        late.assertValuesOnly("b1", "c1", "a2");
    }

    @Test
    void beyondTheBoundTheKeyWithTheOldestValueIsForgotten() {
        Replay<String> replay = Replay.latestByKey(value -> value.charAt(0), 2);
        for (String value : List.of("a1", "b1", "a2", "c1")) {
            replay.record(value);
        }

        assertThat(replay.replay()).containsExactly("a2", "c1");
    }

    @Test
    void replayedValuesWaitForDemandAndDoNotOverflowByThemselves() {
        Hub<Integer> hub = Hub.create(Replay.last(100));
        for (int i = 1; i <= 100; i++) {
            hub.publish(i);
        }
        TestSubscriber<Integer> late = hub.join(Overflow.<Integer>disconnect(2)).test(1);
        hub.publish(101);
        hub.publish(102);
        late.assertValuesOnly(1);
        assertThat(Expect.of(hub).queued()).isEqualTo(101);

        late.request(100);
        hub.publish(103);
        late.request(2);

        assertThat(late.values()).hasSize(103).startsWith(1).endsWith(103).isSorted();
        assertThat(Expect.of(hub).published()).isEqualTo(103);
    }

    @Test
    void replayedValuesThatWaitAreCountedAsDroppedOnOverflow() {
        Hub<Integer> hub = Hub.create(Replay.last(3));
        for (int i = 1; i <= 3; i++) {
            hub.publish(i);
        }
        TestSubscriber<Integer> late = hub.join(Overflow.<Integer>disconnect(1)).test(1);
        hub.publish(4);
        hub.publish(5);

        late.assertFailure(SlowConsumerException.class, 1);
        assertThat(hub.counters()).isEqualTo(new HubCounters(5, 0, 1, 1, 1, 5, 1, 0, Expect.disconnected(4), 0));
    }

    @Test
    void whoJoinsAnEndedHubGetsTheReplayedValuesAndTheEnd() {
        Hub<Integer> hub = Hub.create(Replay.last(1));
        hub.publish(1);
        hub.publish(2);
        hub.complete();

        hub.join(Overflow.<Integer>latest()).test().assertResult(2);
    }

    @Test
    void aFailingReplayHarmsTheJoinerOnly() {
        Hub<Integer> hub = Hub.create(new Replay<>() {
            @Override
            public void record(Integer value) {}

            @Override
            public List<Integer> replay() {
                throw new IllegalStateException("no replay");
            }
        });

        hub.join(Overflow.<Integer>latest())
                .test()
                .assertFailure(IllegalStateException.class)
                .assertError(Expect.withMessage("no replay"));
        assertThat(hub.counters().members()).isZero();
    }

    @Test
    void aReplayThatCannotRecordAValueKeepsItFromEverybody() {
        Hub<Integer> hub = Hub.create(Replay.latestByKey(value -> 1 / value, 1));
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest()).test();

        assertThatThrownBy(() -> hub.publish(0)).isInstanceOf(ArithmeticException.class);
        hub.publish(1);

        member.assertValuesOnly(1);
        assertThat(hub.counters().published()).isEqualTo(1);
    }

    @Test
    void aDeletedKeyIsNotReplayedButItsDeletionIsDelivered() {
        Hub<Integer> hub = Hub.create(Replay.latestByKey(value -> Math.abs(value), 2, value -> value < 0));
        TestSubscriber<Integer> early =
                hub.join(Overflow.<Integer>disconnect(10)).test();
        hub.publish(1);
        hub.publish(2);
        hub.publish(-1);
        hub.publish(-7);
        hub.publish(3);

        early.assertValuesOnly(1, 2, -1, -7, 3);
        hub.join(Overflow.<Integer>latest()).test().assertValuesOnly(2, 3);
    }

    @Test
    void boundsMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Replay.last(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Replay.latestByKey(value -> value, 0));
    }
}
