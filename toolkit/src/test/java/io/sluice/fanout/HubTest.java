package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

class HubTest {

    private final Hub<Integer> hub = Hub.create();

    @Test
    void eachSubscriptionIsAMemberOfItsOwn() {
        Flowable<Integer> flowable = hub.join(Overflow.latest());
        TestSubscriber<Integer> one = flowable.test();
        TestSubscriber<Integer> two = flowable.test(1);
        hub.publish(1);
        hub.publish(2);

        one.assertValuesOnly(1, 2);
        two.assertValuesOnly(1);
        assertThat(hub.counters()).isEqualTo(new HubCounters(2, 2, 2, 0, 0, 4, 3, 0, Expect.NO_DROPS, 1));
    }

    @Test
    void aStalledMemberChangesNobodyElsesDelivery() {
        List<TestSubscriber<Integer>> stalled = List.of(
                hub.join(Overflow.<Integer>latest()).test(0),
                hub.join(Overflow.<Integer>disconnect(10)).test(0),
                hub.join(Overflow.<Integer>conflate(value -> value % 10, Integer::sum, 10))
                        .test(0));
        List<TestSubscriber<Integer>> healthy = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            healthy.add(hub.join(Overflow.<Integer>disconnect(1)).test());
        }
        List<Integer> values = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            values.add(i);
            hub.publish(i);
            assertThat(hub.counters().queued()).isLessThanOrEqualTo(1 + 10 + 10);
        }

        healthy.forEach(member -> member.assertValueSequence(values).assertNotComplete());
        stalled.forEach(member -> member.assertNoValues());
        Expect.assertExact(hub);
    }

    @Test
    void theSlowestMembersCanBeListed() {
        List<Membership<Integer>> memberships = new ArrayList<>();
        for (long demand : new long[] {2, 0, 7}) {
            hub.join(Overflow.<Integer>disconnect(100), memberships::add).subscribe(new TestSubscriber<>(demand));
        }
        for (int i = 0; i < 7; i++) {
            hub.publish(i);
        }

        List<Long> slowestFirst = hub.members().stream()
                .sorted(Comparator.comparingLong(MemberCounters::queued).reversed())
                .map(MemberCounters::id)
                .toList();
        assertThat(slowestFirst).containsExactly(2L, 1L, 3L);
        assertThat(memberships.get(1).counters())
                .isEqualTo(new MemberCounters(2, "disconnect beyond 100 messages", 7, 0, 0, Expect.NO_DROPS, 7, 0));
    }

    @Test
    void anAccountCanBeReadAfterItsMemberHasLeft() {
        List<Membership<Integer>> memberships = new ArrayList<>();
        TestSubscriber<Integer> member =
                hub.join(Overflow.<Integer>disconnect(10), memberships::add).test(1);
        hub.publish(1);
        hub.publish(2);
        hub.publish(3);
        member.cancel();
        hub.publish(4);

        assertThat(memberships.get(0).counters())
                .isEqualTo(new MemberCounters(1, "disconnect beyond 10 messages", 3, 1, 0, Expect.left(2), 0, 0));
        assertThat(hub.counters()).isEqualTo(new HubCounters(4, 0, 1, 1, 0, 3, 1, 0, Expect.left(2), 0));
    }

    @Test
    void aFailingJoinCallbackHarmsTheJoinerOnly() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest(), membership -> {
                    throw new IllegalStateException("no");
                })
                .test();

        member.assertFailure(IllegalStateException.class).assertError(Expect.withMessage("no"));
        assertThat(hub.counters().members()).isZero();
    }

    @Test
    void membersLeaveInAnyOrder() {
        List<TestSubscriber<Integer>> members = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            members.add(hub.join(Overflow.<Integer>latest()).test());
        }
        for (int leaver : new int[] {9, 0, 4, 8, 1}) {
            members.get(leaver).cancel();
            members.get(leaver).cancel();
            hub.publish(leaver);
        }

        members.get(2).assertValuesOnly(9, 0, 4, 8, 1);
        members.get(7).assertValuesOnly(9, 0, 4, 8, 1);
        members.get(8).assertValuesOnly(9, 0, 4);
        assertThat(hub.counters()).isEqualTo(new HubCounters(5, 5, 10, 5, 0, 35, 35, 0, Expect.NO_DROPS, 0));
    }

    @Test
    void whoJoinsAnEndedHubGetsItsEnd() {
        hub.publish(1);
        hub.fail(new IllegalStateException("over"));

        hub.join(Overflow.<Integer>latest())
                .test(0)
                .assertFailure(IllegalStateException.class)
                .assertError(Expect.withMessage("over"));
        assertThat(hub.counters()).isEqualTo(new HubCounters(1, 0, 1, 1, 0, 0, 0, 0, Expect.NO_DROPS, 0));
    }

    @Test
    void anEndedHubIgnoresWhatComesLater() {
        TestSubscriber<Integer> member = hub.join(Overflow.<Integer>latest()).test();
        hub.complete();
        hub.publish(1);
        hub.complete();

        member.assertResult();
        assertThat(hub.counters().published()).isZero();
    }

    @Test
    void anErrorAfterTheEndIsNotSwallowed() {
        List<Throwable> undeliverable = new ArrayList<>();
        RxJavaPlugins.setErrorHandler(undeliverable::add);
        try {
            hub.complete();
            hub.fail(new IllegalStateException("late"));
        } finally {
            RxJavaPlugins.setErrorHandler(null);
        }

        assertThat(undeliverable).hasSize(1);
        assertThat(undeliverable.get(0)).hasMessage("late");
    }

    @Test
    void aRequestOfNothingEndsItsMemberOnly() {
        for (long n : new long[] {0, -1, Long.MIN_VALUE}) {
            TestSubscriber<Integer> member = new TestSubscriber<>(1);
            List<Subscription> subscriptions = new ArrayList<>();
            hub.join(Overflow.<Integer>disconnect(10))
                    .doOnSubscribe(subscriptions::add)
                    .subscribe(member);
            hub.publish(1);
            hub.publish(2);
            subscriptions.get(0).request(n);
            member.request(5);

            member.assertFailure(IllegalArgumentException.class, 1);
        }
        assertThat(hub.counters().members()).isZero();
        Expect.assertExact(hub);
    }

    @Test
    void onSubscribeComesBeforeAllElse() {
        List<String> signals = new ArrayList<>();
        hub.join(Overflow.<Integer>disconnect(10)).subscribe(new FlowableSubscriber<>() {
            @Override
            public void onSubscribe(Subscription s) {
                s.request(10);
                hub.publish(1);
                hub.complete();
                signals.add("subscribed");
            }

            @Override
            public void onNext(Integer value) {
                signals.add("value " + value);
            }

            @Override
            public void onError(Throwable error) {
                signals.add("error " + error);
            }

            @Override
            public void onComplete() {
                signals.add("complete");
            }
        });

        assertThat(signals).as("what comes before is not for this member").containsExactly("subscribed", "complete");
    }

    @Test
    void aSubscriberThatThrowsHarmsItselfOnly() {
        List<Throwable> undeliverable = new ArrayList<>();
        RxJavaPlugins.setErrorHandler(undeliverable::add);
        try {
            hub.join(Overflow.<Integer>latest()).subscribe(new FlowableSubscriber<>() {
                @Override
                public void onSubscribe(Subscription s) {
                    s.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(Integer value) {
                    throw new IllegalStateException("breaks rule 2.13");
                }

                @Override
                public void onError(Throwable error) {}

                @Override
                public void onComplete() {}
            });
            TestSubscriber<Integer> other = hub.join(Overflow.<Integer>latest()).test();
            hub.publish(1);
            hub.publish(2);

            other.assertValuesOnly(1, 2);
        } finally {
            RxJavaPlugins.setErrorHandler(null);
        }
        assertThat(undeliverable).hasSize(1);
        assertThat(undeliverable.get(0)).hasMessage("breaks rule 2.13");
        assertThat(hub.counters().members()).isEqualTo(1);
        Expect.assertExact(hub);
    }

    @Test
    @SuppressWarnings("NullAway") // the rule is about callers that break the contract
    void nullIsRefusedAtOnce() {
        assertThatNullPointerException().isThrownBy(() -> hub.publish(null));
        assertThatNullPointerException().isThrownBy(() -> hub.fail(null));
        assertThatNullPointerException().isThrownBy(() -> hub.join(null));
    }

    @Test
    void aHubOfASourceThatNeedsNoDemandDeliversAll() {
        PublishProcessor<Integer> source = PublishProcessor.create();
        Hub<Integer> of = Hub.of(source);
        TestSubscriber<Integer> member =
                of.join(Overflow.<Integer>disconnect(1)).test();
        for (int i = 0; i < 1000; i++) {
            source.onNext(i);
        }
        source.onComplete();

        member.assertValueCount(1000).assertComplete();
    }

    @Test
    void disposingAMemberLeavesTheHub() {
        Disposable member = hub.join(Overflow.<Integer>latest()).subscribe();
        assertThat(hub.counters().members()).isEqualTo(1);

        member.dispose();

        assertThat(hub.counters().members()).isZero();
    }
}
