package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewTest {

    private final List<Integer> encoded = new ArrayList<>();
    private int next = 1;
    private final TestSource<Integer> source = new TestSource<>(() -> next++);

    private String encode(int value) {
        encoded.add(value);
        return "#" + value;
    }

    @Test
    void aValueIsEncodedOnceForAllMembersOfAView() {
        Hub<Integer> hub = Hub.create();
        View<String> text = hub.map(this::encode);
        List<TestSubscriber<String>> members = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            members.add(text.join(Overflow.<String>latest()).test(i % 2 == 0 ? Long.MAX_VALUE : 1));
        }
        hub.publish(1);
        hub.publish(2);

        assertThat(encoded).containsExactly(1, 2);
        assertThat(members.get(0).values().get(1))
                .isSameAs(members.get(2).values().get(1));
        members.get(1).request(1);
        members.get(1).assertValuesOnly("#1", "#2");
        assertThat(hub.counters().members()).isZero();
        assertThat(text.counters()).isEqualTo(new HubCounters(2, 10, 10, 0, 0, 20, 16, 0, Expect.NO_DROPS, 4));
    }

    @Test
    void nothingIsEncodedForAViewWithoutMembers() {
        Hub<Integer> hub = Hub.create();
        View<String> text = hub.filter(value -> value > 0).map(this::encode);
        hub.publish(1);
        TestSubscriber<String> member = text.join(Overflow.<String>latest()).test();
        hub.publish(2);
        member.cancel();
        hub.publish(3);
        TestSubscriber<String> again = text.join(Overflow.<String>latest()).test();
        hub.publish(4);

        member.assertValuesOnly("#2");
        again.assertValuesOnly("#4");
        assertThat(encoded).containsExactly(2, 4);
    }

    @Test
    void aFilterIsEvaluatedBeforeQueueing() {
        Hub<Integer> hub = Hub.create();
        View<Integer> even = hub.filter(value -> value % 2 == 0);
        TestSubscriber<Integer> member =
                even.join(Overflow.<Integer>disconnect(3)).test(0);
        for (int i = 0; i < 6; i++) {
            hub.publish(i);
        }
        member.assertEmpty();
        assertThat(even.members().get(0))
                .isEqualTo(new MemberCounters(1, "disconnect beyond 3 messages", 3, 0, 0, Expect.NO_DROPS, 3, 0));

        member.request(3);

        member.assertValuesOnly(0, 2, 4);
    }

    @Test
    void whoJoinsAViewLateGetsTheStateOfTheWorldAsTheViewShowsIt() {
        Hub<Integer> hub = Hub.create(Replay.last(4));
        View<String> even = hub.filter(value -> value % 2 == 0).map(this::encode);
        IntStream.range(0, 10).forEach(hub::publish);

        TestSubscriber<String> one = even.join(Overflow.<String>latest()).test();
        TestSubscriber<String> two = even.join(Overflow.<String>latest()).test();
        hub.publish(10);

        one.assertValuesOnly("#6", "#8", "#10");
        two.assertValuesOnly("#6", "#8", "#10");
        assertThat(encoded).as("once for both").containsExactly(6, 8, 10);
    }

    @Test
    void aMemberOfAViewHoldsTheSourceBack() {
        Hub<Integer> hub = Hub.of(source);
        View<Integer> tens = hub.filter(value -> value % 10 == 0);
        TestSubscriber<Integer> slow =
                tens.join(Overflow.<Integer>backpressure(4)).test(0);
        TestSubscriber<Integer> fast =
                hub.join(Overflow.<Integer>backpressure(4)).test();
        source.offer(100_000);
        assertThat(source.emitted).isLessThan(2 * SourceDemand.WINDOW + 50);
        for (int i = 0; i < 1000; i++) {
            slow.request(1);
        }
        assertThat(slow.values()).hasSize(1000).endsWith(10_000);
        assertThat(source.emitted).isBetween(10_000L, 10_000L + 2 * SourceDemand.WINDOW + 50);
        slow.cancel();

        fast.assertValueCount(100_000).assertNoErrors();
    }

    @Test
    void aFilterThatLetsNothingThroughDoesNotHoldTheSourceBack() {
        Hub<Integer> hub = Hub.of(source);
        TestSubscriber<Integer> nothing = hub.filter(value -> value < 0)
                .join(Overflow.<Integer>backpressure(1))
                .test(0);
        source.offer(100_000);

        assertThat(source.emitted).isEqualTo(100_000);
        nothing.assertEmpty();
    }

    @Test
    void aMapperThatFailsHarmsTheMembersOfItsViewOnly() {
        Hub<Integer> hub = Hub.create();
        View<Integer> inverse = hub.map(value -> 100 / value);
        TestSubscriber<Integer> there = inverse.join(Overflow.<Integer>latest()).test();
        TestSubscriber<Integer> other = hub.join(Overflow.<Integer>latest()).test();
        hub.publish(5);
        hub.publish(0);
        hub.publish(10);

        there.assertFailure(ArithmeticException.class, 20);
        other.assertValuesOnly(5, 0, 10);
        inverse.join(Overflow.<Integer>latest()).test().assertFailure(ArithmeticException.class);
    }

    @Test
    @SuppressWarnings("NullAway") // the rule is about functions that break the contract
    void aMapperMustNotReturnNull() {
        Hub<Integer> hub = Hub.create();
        TestSubscriber<String> member =
                hub.<String>map(value -> null).join(Overflow.<String>latest()).test();
        hub.publish(1);

        member.assertFailure(NullPointerException.class).assertError(Expect.withMessage("the mapper returned null"));
    }

    @Test
    void theEndOfTheHubEndsItsViews() {
        Hub<Integer> hub = Hub.create();
        View<String> text = hub.map(this::encode);
        TestSubscriber<String> waiting =
                text.join(Overflow.<String>disconnect(5)).test(0);
        hub.publish(1);
        hub.fail(new IllegalStateException("end"));
        waiting.assertEmpty();
        waiting.request(1);

        waiting.assertFailure(IllegalStateException.class, "#1");
        text.join(Overflow.<String>latest()).test().assertFailure(IllegalStateException.class);
        hub.map(this::encode).join(Overflow.<String>latest()).test().assertFailure(IllegalStateException.class);
    }

    @Test
    void aFilterThatCallsTheHubFailsItsView() {
        Hub<Integer> hub = Hub.create();
        TestSubscriber<Integer> member = hub.filter(value -> {
                    hub.publish(value + 1);
                    return true;
                })
                .join(Overflow.<Integer>latest())
                .test();
        hub.publish(1);

        member.assertFailure(IllegalStateException.class);
        assertThat(hub.counters().published()).isEqualTo(1);
    }
}
