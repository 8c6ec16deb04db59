package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Calls into the hub and its members from within their own signals. */
class HubReentrancyTest {

    private final Hub<Integer> hub = Hub.create();

    /** A subscriber that does something on each value, after having noted it. */
    private static final class Acting extends TestSubscriber<Integer> {
        private final Consumer<Integer> action;

        Acting(long demand, Consumer<Integer> action) {
            super(demand);
            this.action = action;
        }

        @Override
        public void onNext(Integer value) {
            super.onNext(value);
            action.accept(value);
        }
    }

    private Acting join(Overflow<Integer> overflow, long demand, Consumer<Integer> action) {
        Acting member = new Acting(demand, action);
        hub.join(overflow).subscribe(member);
        return member;
    }

    @Test
    void requestingOneByOneFromWithinOnNextDoesNotGrowTheStack() {
        Acting[] self = new Acting[1];
        self[0] = join(Overflow.disconnect(100_000), 0, value -> self[0].request(1));
        for (int i = 0; i < 100_000; i++) {
            hub.publish(i);
        }

        self[0].request(1);

        self[0].assertValueCount(100_000).assertNoErrors();
    }

    @Test
    void aMemberMayCancelItself() {
        Acting[] self = new Acting[1];
        self[0] = join(Overflow.disconnect(10), 0, value -> self[0].cancel());
        hub.publish(1);
        hub.publish(2);
        self[0].request(10);
        hub.publish(3);

        self[0].assertValuesOnly(1);
        assertThat(hub.counters()).isEqualTo(new HubCounters(3, 0, 1, 1, 0, 2, 1, 0, Expect.left(1), 0));
    }

    @Test
    void aMemberMayCancelOthersBeforeAndAfterItself() {
        TestSubscriber<Integer> before = hub.join(Overflow.<Integer>latest()).test();
        List<TestSubscriber<Integer>> others = new ArrayList<>(List.of(before));
        Acting member = join(Overflow.latest(), Long.MAX_VALUE, value -> others.forEach(TestSubscriber::cancel));
        TestSubscriber<Integer> after = hub.join(Overflow.<Integer>latest()).test();
        others.add(after);
        TestSubscriber<Integer> bystander = hub.join(Overflow.<Integer>latest()).test();
        hub.publish(1);
        hub.publish(2);

        member.assertValuesOnly(1, 2);
        bystander.assertValuesOnly(1, 2);
        before.assertValuesOnly(1);
        after.assertEmpty();
        Expect.assertExact(hub);
    }

    @Test
    void valuesPublishedFromWithinOnNextComeAfterThePresentOneForEverybody() {
        join(Overflow.disconnect(10), Long.MAX_VALUE, value -> {
            if (value < 100) {
                hub.publish(value + 100);
            }
        });
        TestSubscriber<Integer> other =
                hub.join(Overflow.<Integer>disconnect(10)).test();
        hub.publish(1);
        hub.publish(2);

        other.assertValuesOnly(1, 101, 2, 102);
    }

    @Test
    void aBurstPublishedFromWithinOnNextDoesNotOverflowMembersThatTakeIt() {
        TestSubscriber<Integer> before =
                hub.join(Overflow.<Integer>disconnect(2)).test();
        join(Overflow.latest(), Long.MAX_VALUE, value -> {
            for (int i = 1; value == 0 && i < 1000; i++) {
                hub.publish(i);
            }
        });
        TestSubscriber<Integer> after =
                hub.join(Overflow.<Integer>disconnect(2)).test();
        hub.publish(0);

        before.assertValueCount(1000).assertNoErrors();
        after.assertValueCount(1000).assertNoErrors();
    }

    @Test
    void aFeedOfItselfDoesNotKeepTheOthersWaiting() {
        TestSubscriber<Integer> other =
                hub.join(Overflow.<Integer>disconnect(1)).test();
        join(Overflow.disconnect(1), Long.MAX_VALUE, value -> {
            assertThat(other.values()).hasSize(value + 1);
            if (value < 10_000) {
                hub.publish(value + 1);
            }
        });
        hub.publish(0);

        other.assertValueCount(10_001).assertNoErrors();
    }

    @Test
    void aMemberMayJoinOthers() {
        List<TestSubscriber<Integer>> joined = new ArrayList<>();
        join(
                Overflow.latest(),
                Long.MAX_VALUE,
                value -> joined.add(hub.join(Overflow.<Integer>latest()).test()));
        hub.publish(1);
        hub.publish(2);
        hub.publish(3);

        joined.get(0).assertValuesOnly(2, 3);
        joined.get(1).assertValuesOnly(3);
        joined.get(2).assertEmpty();
    }

    @Test
    void aMemberMayEndTheHub() {
        Acting member = join(Overflow.disconnect(10), 0, value -> hub.complete());
        TestSubscriber<Integer> other =
                hub.join(Overflow.<Integer>disconnect(10)).test(1);
        hub.publish(1);
        hub.publish(2);
        member.request(1);
        member.assertValuesOnly(1);
        other.request(1);
        member.request(1);

        member.assertResult(1, 2);
        other.assertResult(1, 2);
    }

    @Test
    void tenThousandMembersThatRequestEachOtherDoNotGrowTheStack() {
        int n = 10_000;
        List<Acting> members = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int next = i + 1;
            members.add(join(Overflow.latest(), 0, value -> {
                if (next < n) {
                    members.get(next).request(1);
                }
            }));
        }
        hub.publish(1);

        members.get(0).request(1);

        members.forEach(member -> member.assertValuesOnly(1));
    }

    @Test
    void aChainOfTenThousandHubsDoesNotGrowTheStack() {
        int n = 10_000;
        List<Hub<Integer>> hubs = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            hubs.add(Hub.create());
        }
        for (int i = 0; i + 1 < n; i++) {
            Hub<Integer> next = hubs.get(i + 1);
            hubs.get(i).join(Overflow.<Integer>disconnect(1)).subscribe(new Acting(Long.MAX_VALUE, next::publish));
        }
        TestSubscriber<Integer> end =
                hubs.get(n - 1).join(Overflow.<Integer>disconnect(1)).test();

        hubs.get(0).publish(1);
        hubs.get(0).publish(2);

        end.assertValuesOnly(1, 2);
    }

    @Test
    void requestsFromDeepInsideAreAllServed() {
        // Deeper than members are drained in place: beyond, each request is put off, however many there are.
        int n = 40;
        List<Acting> members = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int next = i + 1;
            members.add(join(Overflow.disconnect(1000), 0, value -> {
                for (int k = 0; next < n && k < 100; k++) {
                    members.get(next).request(1);
                }
            }));
        }
        for (int i = 0; i < 100; i++) {
            hub.publish(i);
        }

        members.get(0).request(100);

        members.forEach(member -> member.assertValueCount(100).assertNoErrors());
    }

    @Test
    void whatAPolicyFunctionPublishesComesAfterThePresentValue() {
        TestSubscriber<Integer> before =
                hub.join(Overflow.<Integer>disconnect(5)).test();
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>conflate(
                        value -> {
                            if (value < 3) {
                                hub.publish(value + 1);
                            }
                            return "key";
                        },
                        Integer::sum,
                        5))
                .test(0);
        TestSubscriber<Integer> after =
                hub.join(Overflow.<Integer>disconnect(5)).test();
        hub.publish(1);
        member.request(1);

        member.assertValuesOnly(6);
        before.assertValuesOnly(1, 2, 3);
        after.assertValuesOnly(1, 2, 3);
    }

    @Test
    void aPolicyFunctionThatCancelsOrRequestsDoesNotUpsetTheHub() {
        List<TestSubscriber<Integer>> members = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Overflow<Integer> overflow = Overflow.disconnect(5);
            if (i == 3) {
                overflow = Overflow.conflate(
                        value -> {
                            members.get(0).cancel();
                            members.get(3).cancel();
                            members.get(5).cancel();
                            members.get(1).request(1);
                            return value;
                        },
                        Integer::sum,
                        5);
            }
            TestSubscriber<Integer> member = new TestSubscriber<>(i == 1 || i == 3 ? 0 : Long.MAX_VALUE);
            members.add(member);
            hub.join(overflow).subscribe(member);
        }
        hub.publish(1);
        hub.publish(2);

        for (int cancelled : new int[] {0, 5}) {
            members.get(cancelled).assertValuesOnly(1);
        }
        members.get(3).assertEmpty();
        members.get(1).assertValuesOnly(1);
        for (int untouched : new int[] {2, 4}) {
            members.get(untouched).assertValuesOnly(1, 2);
        }
        assertThat(hub.counters().members()).isEqualTo(3);
        Expect.assertExact(hub);
    }
}
