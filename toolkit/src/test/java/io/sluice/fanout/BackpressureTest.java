package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackpressureTest {

    private int next = 1;
    private final TestSource<Integer> source = new TestSource<>(() -> next++);

    private static List<Integer> upTo(int n) {
        return IntStream.rangeClosed(1, n).boxed().toList();
    }

    /** A hub whose source has nothing outstanding beyond the prefetch of its first member. */
    private Hub<Integer> hubInStepWith(Overflow<Integer> overflow, TestSubscriber<Integer> first) {
        Hub<Integer> hub = Hub.of(source);
        hub.join(overflow).subscribe(first);
        return hub;
    }

    @Test
    void withoutSuchMembersTheSourceIsAskedForAllItHas() {
        Hub<Integer> hub = Hub.of(source);
        TestSubscriber<Integer> stalled = hub.join(Overflow.<Integer>latest()).test(0);
        source.offer(10_000);
        assertThat(source.emitted).isEqualTo(10_000);
        assertThat(source.outstanding()).isPositive();

        stalled.request(1);

        stalled.assertValuesOnly(10_000);
    }

    @Test
    void theSourceIsNotAskedForMoreThanTheMemberHasRoomFor() {
        TestSubscriber<Integer> member = new TestSubscriber<>(0);
        Hub<Integer> hub = hubInStepWith(Overflow.backpressure(16), member);
        source.offer(10_000);
        long aheadOfJoin = SourceDemand.WINDOW;
        assertThat(source.emitted).isEqualTo(aheadOfJoin);

        member.request(aheadOfJoin - 16);
        assertThat(source.requested)
                .as("what was requested before the join takes its room")
                .isEqualTo(aheadOfJoin);
        for (int i = 0; i < 1000; i++) {
            member.request(1);
            // Room is made in steps of three quarters of the prefetch.
            assertThat(source.requested - member.values().size()).isBetween(5L, 16L);
        }
        member.assertValueSequence(upTo((int) aheadOfJoin - 16 + 1000)).assertNotComplete();
        assertThat(Expect.of(hub).dropped()).isZero();
    }

    @Test
    void aPrefetchOfOneWorks() {
        TestSubscriber<Integer> member = new TestSubscriber<>();
        hubInStepWith(Overflow.backpressure(1), member);
        source.offer(1000);

        member.assertValueSequence(upTo(1000));
    }

    @Test
    void theSlowestRulesAndNobodyMissesAValue() {
        TestSubscriber<Integer> fast = new TestSubscriber<>();
        TestSubscriber<Integer> slow = new TestSubscriber<>(0);
        Hub<Integer> hub = hubInStepWith(Overflow.backpressure(8), fast);
        hub.join(Overflow.<Integer>backpressure(8)).subscribe(slow);
        source.offer(10_000);
        int stop = fast.values().size();
        assertThat(stop).isLessThanOrEqualTo(SourceDemand.WINDOW + 8);

        slow.request(stop + 20);

        assertThat(fast.values().size()).isBetween(stop + 20, stop + 28);
        slow.assertValueSequence(upTo(stop + 20));
        fast.assertValueSequence(upTo(fast.values().size()));
    }

    @Test
    void cancellingTheSlowestFreesTheOthers() {
        TestSubscriber<Integer> fast = new TestSubscriber<>();
        TestSubscriber<Integer> slow = new TestSubscriber<>(0);
        TestSubscriber<Integer> slowToo = new TestSubscriber<>(0);
        Hub<Integer> hub = hubInStepWith(Overflow.backpressure(8), fast);
        hub.join(Overflow.<Integer>backpressure(8)).subscribe(slow);
        hub.join(Overflow.<Integer>backpressure(8)).subscribe(slowToo);
        source.offer(10_000);
        assertThat(fast.values()).hasSizeLessThan(300);

        slow.cancel();
        assertThat(fast.values()).hasSizeLessThan(300);
        slowToo.cancel();

        fast.assertValueSequence(upTo(10_000));
    }

    @Test
    void theLastOneToLeaveFreesTheSource() {
        TestSubscriber<Integer> slow = new TestSubscriber<>(0);
        Hub<Integer> hub = hubInStepWith(Overflow.backpressure(8), slow);
        TestSubscriber<Integer> latest = hub.join(Overflow.<Integer>latest()).test();
        source.offer(10_000);
        assertThat(latest.values()).hasSizeLessThan(300);

        slow.cancel();

        latest.assertValueSequence(upTo(10_000));
    }

    @Test
    void aMemberThatJoinsLaterHoldsTheSourceToo() {
        Hub<Integer> hub = Hub.of(source);
        source.offer(1000);
        TestSubscriber<Integer> late =
                hub.join(Overflow.<Integer>backpressure(8)).test(0);
        long ahead = source.outstanding();
        source.offer(10_000);
        assertThat(source.emitted).isEqualTo(1000 + ahead);
        assertThat(Expect.of(hub).queued()).isEqualTo(ahead);

        late.request(Long.MAX_VALUE);

        assertThat(late.values())
                .hasSize(10_000)
                .startsWith(1001)
                .endsWith(11_000)
                .isSorted();
    }

    @Test
    void replayedValuesDoNotTakeRoom() {
        Hub<Integer> hub = Hub.of(source, Replay.last(50));
        source.offer(1000);
        TestSubscriber<Integer> late =
                hub.join(Overflow.<Integer>backpressure(8)).test(0);
        long ahead = source.outstanding();
        source.offer(10_000);
        assertThat(Expect.of(hub).queued()).isEqualTo(50 + ahead);

        late.request(Long.MAX_VALUE);

        assertThat(late.values())
                .hasSize(10_050)
                .startsWith(951)
                .endsWith(11_000)
                .isSorted();
    }

    @Test
    void valuesOfTheSourceNeverDisconnect() {
        Hub<Integer> hub = Hub.of(source);
        TestSubscriber<Integer> slow =
                hub.join(Overflow.<Integer>backpressure(1)).test(0);
        source.offer(10_000);
        assertThat(source.emitted).isEqualTo(SourceDemand.WINDOW);

        slow.assertNoErrors();
    }

    @Test
    void aSourceThatEmitsWithoutDemandCannotFillTheMemory() {
        Hub<Integer> hub = Hub.of(source);
        TestSubscriber<Integer> slow =
                hub.join(Overflow.<Integer>backpressure(8)).test(0);
        for (int i = 0; i <= SourceDemand.WINDOW + 8; i++) {
            source.violate();
        }

        slow.assertFailure(SlowConsumerException.class);
        assertThat(hub.counters().disconnects()).isEqualTo(1);
    }

    @Test
    void pushedValuesBeyondThePrefetchDisconnect() {
        Hub<Integer> hub = Hub.create();
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>backpressure(2)).test(1);
        hub.publish(1);
        hub.publish(2);
        hub.publish(3);
        member.assertValuesOnly(1);

        hub.publish(4);

        member.assertFailure(SlowConsumerException.class, 1);
    }

    @Test
    void theEndOfTheSourceComesAfterAllValues() {
        TestSubscriber<Integer> member = new TestSubscriber<>(0);
        hubInStepWith(Overflow.backpressure(8), member);
        source.offer(2);
        source.end(null);
        member.request(1);
        member.assertValuesOnly(1);

        member.request(1);

        member.assertResult(1, 2);
    }

    @Test
    void theErrorOfTheSourceComesAfterAllValues() {
        TestSubscriber<Integer> member = new TestSubscriber<>(1);
        hubInStepWith(Overflow.backpressure(8), member);
        source.offer(2);
        source.end(new IllegalStateException("source"));
        member.assertValuesOnly(1);

        member.request(1);

        member.assertFailure(IllegalStateException.class, 1, 2).assertError(Expect.withMessage("source"));
    }

    @Test
    void endingTheHubCancelsTheSource() {
        TestSubscriber<Integer> member = new TestSubscriber<>();
        Hub<Integer> hub = hubInStepWith(Overflow.backpressure(8), member);
        source.offer(1);
        hub.complete();

        assertThat(source.cancelled).isTrue();
        member.assertResult(1);
    }

    @Test
    void aReplayThatFailsEndsTheHubOfASource() {
        Replay<Integer> failing = Replay.latestByKey(value -> 1 / (3 - value), 1);
        Hub<Integer> hub = Hub.of(source, failing);
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest()).test();
        source.offer(5);

        member.assertFailure(ArithmeticException.class, 1, 2);
        assertThat(source.cancelled).isTrue();
    }

    @Test
    void thePrefetchMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> Overflow.backpressure(0));
    }
}
