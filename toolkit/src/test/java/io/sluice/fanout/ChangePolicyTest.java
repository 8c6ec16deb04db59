package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangePolicyTest {

    private final Hub<Integer> hub = Hub.create();
    private final List<Membership<Integer>> memberships = new ArrayList<>();

    private TestSubscriber<Integer> join(Hub<Integer> to, Overflow<Integer> overflow, long demand) {
        return to.join(overflow, memberships::add).test(demand);
    }

    private void publish(int from, int to) {
        for (int i = from; i <= to; i++) {
            hub.publish(i);
        }
    }

    @Test
    void whatWaitsStaysAndComesFirst() {
        TestSubscriber<Integer> member = join(hub, Overflow.disconnect(10), 0);
        publish(1, 3);
        memberships.get(0).change(Overflow.latest());
        publish(4, 6);
        assertThat(Expect.of(hub)).isEqualTo(new MemberCounters(1, "latest", 6, 0, 2, Expect.NO_DROPS, 4, 0));

        member.request(10);

        member.assertValuesOnly(1, 2, 3, 6);
    }

    @Test
    void whatWaitsDoesNotCountTowardsTheNewBound() {
        TestSubscriber<Integer> member = join(hub, Overflow.disconnect(10), 0);
        publish(1, 10);
        memberships.get(0).change(Overflow.disconnect(2));
        publish(11, 12);
        member.assertEmpty();

        hub.publish(13);

        member.assertFailure(SlowConsumerException.class);
    }

    @Test
    void aBoundHoldsAgainAfterEveryChange() {
        TestSubscriber<Integer> member = join(hub, Overflow.disconnect(3), 0);
        hub.publish(1);
        for (int i = 0; i < 10; i++) {
            memberships.get(0).change(Overflow.latest());
            memberships.get(0).change(Overflow.disconnect(3));
        }
        publish(2, 4);
        member.assertEmpty();

        hub.publish(5);

        member.assertFailure(SlowConsumerException.class);
    }

    @Test
    void aMemberInStepStaysInStep() {
        TestSubscriber<Integer> member = join(hub, Overflow.latest(), Long.MAX_VALUE);
        hub.publish(1);
        memberships.get(0).change(Overflow.dropNewest(1));
        hub.publish(2);

        member.assertValuesOnly(1, 2);
        assertThat(Expect.of(hub).policy()).isEqualTo("drop the newest beyond 1 messages");
    }

    @Test
    void aMemberThatIsStillBeingToldOfItsSubscriptionMayChange() {
        TestSubscriber<Integer> member = new TestSubscriber<>(0);
        hub.join(Overflow.<Integer>disconnect(1), membership -> membership.change(Overflow.latest()))
                .subscribe(member);
        publish(1, 3);
        member.request(1);

        member.assertValuesOnly(3);
    }

    @Test
    void aChangeToBackpressureHoldsTheSourceAndAChangeFromItLetsItGo() {
        int[] next = {0};
        TestSource<Integer> source = new TestSource<>(() -> ++next[0]);
        Hub<Integer> pulled = Hub.of(source);
        TestSubscriber<Integer> member = join(pulled, Overflow.latest(), 0);
        memberships.get(0).change(Overflow.backpressure(4));
        source.offer(10_000);
        assertThat(next[0]).isBetween(4, 4 + SourceDemand.WINDOW);

        memberships.get(0).change(Overflow.latest());

        assertThat(next[0]).isEqualTo(10_000);
        assertThat(Expect.of(pulled).published()).isEqualTo(10_000);
        member.assertEmpty();
    }

    @Test
    void aChangeToBackpressureOfAMemberThatIsGoneHoldsNobody() {
        int[] next = {0};
        TestSource<Integer> source = new TestSource<>(() -> ++next[0]);
        Hub<Integer> pulled = Hub.of(source);
        TestSubscriber<Integer> member = join(pulled, Overflow.latest(), 0);
        member.cancel();
        memberships.get(0).change(Overflow.backpressure(4));
        source.offer(10_000);

        assertThat(next[0]).isEqualTo(10_000);
    }

    @Test
    void whatIsPublishedWhileAMemberIsToldOfItsSubscriptionTakesNoneOfItsRoom() {
        int[] next = {0};
        TestSource<Integer> source = new TestSource<>(() -> ++next[0]);
        Hub<Integer> pulled = Hub.of(source);
        TestSubscriber<Integer> member = new TestSubscriber<>(Long.MAX_VALUE);
        pulled.join(Overflow.<Integer>backpressure(4), membership -> source.offer(1000))
                .subscribe(member);
        source.offer(1000);

        assertThat(next[0]).isEqualTo(2000);
        member.assertNotComplete().assertNoErrors();
        assertThat(member.values()).endsWith(2000);
    }

    @Test
    void whatIsKeptAcrossChangesIsBounded() {
        TestSubscriber<Integer> member = join(hub, Overflow.disconnect(40_000), 0);
        publish(1, 40_000);
        memberships.get(0).change(Overflow.disconnect(40_000));
        publish(1, 40_000);
        memberships.get(0).change(Overflow.disconnect(40_000));
        member.assertEmpty();
        assertThat(Expect.of(hub).queued()).isEqualTo(80_000);
        publish(1, 1);

        memberships.get(0).change(Overflow.latest());

        member.assertFailure(SlowConsumerException.class);
        assertThat(hub.counters().drops()).isEqualTo(Expect.disconnected(80_001));
    }
}
