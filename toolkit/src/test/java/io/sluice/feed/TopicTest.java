package io.sluice.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.fanout.HubCounters;
import io.sluice.fanout.SlowConsumerException;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.TopicEvent.Started;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TopicTest {

    private static final Delivery<String> ALL = Delivery.disconnect(1000, 1 << 20);

    private final TestScheduler scheduler = new TestScheduler();
    private final MemoryBroker broker = MemoryBroker.create(MemoryLimits.standard(), scheduler);
    private final Topics topics = Topics.on(broker, 3, 1 << 20, scheduler);
    private final Topic<String> topic = topics.topic(Texts.spec("t"));

    private static List<Update<String>> updates(TestSubscriber<TopicEvent<String>> subscriber) {
        List<Update<String>> updates = new ArrayList<>();
        subscriber.values().forEach(event -> {
            if (event instanceof Update<String> update) {
                updates.add(update);
            }
        });
        return updates;
    }

    private static List<String> values(TestSubscriber<TopicEvent<String>> subscriber) {
        return updates(subscriber).stream()
                .map(update -> String.valueOf(update.value()))
                .toList();
    }

    private static void attend(Topic<String> topic) {
        var unused = topic.subscribe(Start.now(), ALL).test();
    }

    private Position publish(String value) {
        return topic.publish(value).blockingGet();
    }

    @Test
    void aSubscriberIsToldWhereItStartsAndGetsOffsets() {
        Position before = publish("before");
        TestSubscriber<TopicEvent<String>> subscriber =
                topic.subscribe(Start.now(), ALL).test();
        Position after = publish("after");
        assertThat(subscriber.values()).hasSize(2).startsWith(new Started<>(before, true));
        assertThat(updates(subscriber).get(0).position()).isEqualTo(after).isEqualTo(before.plus(1));
        assertThat(updates(subscriber).get(0).count()).isEqualTo(1);
    }

    @Test
    void twoSubscribersShareOneSubscriptionAtTheBroker() {
        attend(topic);
        attend(topic);
        assertThat(broker.counters().subscriptions()).isEqualTo(1);
        assertThat(topic.counters().subscribers()).isEqualTo(2);
    }

    @Test
    void whoComesBackGetsWhatItMissedFromThisNodesHistory() {
        attend(topic);
        Position seen = publish("a");
        publish("b");
        publish("c");
        TestSubscriber<TopicEvent<String>> back =
                topic.subscribe(Start.after(seen), ALL).test();
        publish("d");
        assertThat(back.values()).startsWith(new Started<>(seen, true));
        assertThat(values(back)).containsExactly("b", "c", "d");
    }

    @Test
    void whoComesBackTooLateToAStateIsToldWhatIsMissingAndGetsTheState() {
        Topic<String> prices =
                topics.topic(Texts.stateful("s").withRetention(new Retention(1, 1000, Duration.ofHours(1))));
        Position seen = prices.publish("x=1").blockingGet();
        prices.publish("y=1").blockingSubscribe();
        prices.publish("x=2").blockingSubscribe();
        Position last = prices.delete("y").blockingGet();
        TestSubscriber<TopicEvent<String>> back =
                prices.subscribe(Start.after(seen), ALL).test();
        assertThat(back.values()).hasSize(3).startsWith(new Started<>(last, false), new Gap<>(last.epoch(), 2, 4));
        Snapshot<String> snapshot = (Snapshot<String>) back.values().get(2);
        assertThat(snapshot.at()).isEqualTo(last);
        assertThat(snapshot.values()).extracting(Update::value).containsExactly("x=2");
        assertThat(prices.counters().unrecovered()).isEqualTo(1);
    }

    @Test
    void latestTellsHowManyAValueStandsFor() {
        TestSubscriber<TopicEvent<String>> slow =
                topic.subscribe(Start.now(), Delivery.latest()).test(2);
        for (String value : List.of("a", "b", "c", "d")) {
            publish(value);
        }
        slow.request(1);
        assertThat(values(slow)).containsExactly("a", "d");
        assertThat(updates(slow)).extracting(Update::count).containsExactly(1L, 3L);
        HubCounters account = topic.counters().delivery();
        assertThat(account.offered()).isEqualTo(4);
        assertThat(account.delivered()).isEqualTo(2);
        assertThat(account.conflated()).isEqualTo(2);
    }

    @Test
    void conflatingByKeyTellsHowManyAValueStandsForAndKeepsDeletions() {
        Topic<String> prices = topics.topic(Texts.stateful("s"));
        TestSubscriber<TopicEvent<String>> slow =
                prices.subscribe(Start.now(), Delivery.conflate(10)).test(1);
        for (String value : List.of("x=1", "y=1", "x=2", "z=1", "x=3")) {
            prices.publish(value).blockingSubscribe();
        }
        prices.delete("y").blockingSubscribe();
        slow.request(10);
        assertThat(updates(slow)).extracting(Update::key).containsExactly("x", "y", "z");
        assertThat(updates(slow)).extracting(Update::value).containsExactly("x=3", null, "z=1");
        assertThat(updates(slow)).extracting(Update::count).containsExactly(3L, 2L, 1L);
    }

    @Test
    void mergingGivesEachValueToTheMergeOnce() {
        TestSubscriber<TopicEvent<String>> slow = topic.subscribe(
                        Start.now(), Delivery.conflate(value -> "all", (older, newer) -> older + newer, 10))
                .test(1);
        List.of("a", "b", "c").forEach(this::publish);
        slow.request(10);
        assertThat(values(slow)).containsExactly("abc");
        assertThat(updates(slow).get(0).count()).isEqualTo(3);
        assertThat(updates(slow).get(0).position().offset()).isEqualTo(3);
    }

    @Test
    void whatAPolicyDropsIsAGap() {
        TestSubscriber<TopicEvent<String>> oldest =
                topic.subscribe(Start.now(), Delivery.dropOldest(2, 1000)).test(1);
        TestSubscriber<TopicEvent<String>> newest =
                topic.subscribe(Start.now(), Delivery.dropNewest(2, 1000)).test(1);
        List.of("a", "b", "c", "d", "e").forEach(this::publish);
        oldest.request(10);
        newest.request(10);
        long epoch = publish("f").epoch();
        assertThat(oldest.values().get(1)).isEqualTo(new Gap<>(epoch, 1, 3));
        assertThat(values(oldest)).containsExactly("d", "e", "f");
        assertThat(newest.values().get(3)).isEqualTo(new Gap<>(epoch, 3, 5));
        assertThat(values(newest)).containsExactly("a", "b", "f");
    }

    @Test
    void aGapTakesTheDemandOfOneValueAndTheValueWaits() {
        TestSubscriber<TopicEvent<String>> slow =
                topic.subscribe(Start.now(), Delivery.dropOldest(1, 1000)).test(1);
        List.of("a", "b").forEach(this::publish);
        slow.request(1);
        assertThat(slow.values()).hasSize(2);
        assertThat(slow.values().get(1)).isInstanceOf(Gap.class);
        slow.request(1);
        assertThat(values(slow)).containsExactly("b");
    }

    @Test
    void whoMayMissNothingIsDisconnected() {
        TestSubscriber<TopicEvent<String>> slow =
                topic.subscribe(Start.now(), Delivery.disconnect(2, 1000)).test(1);
        List.of("a", "b", "c").forEach(this::publish);
        slow.assertError(SlowConsumerException.class);
        assertThat(topic.counters().subscribers()).isZero();
    }

    @Test
    void aNewEpochComesAfterWhatWaitedAndIsNotLostToAPolicy() {
        TestSubscriber<TopicEvent<String>> slow =
                topic.subscribe(Start.now(), Delivery.latest()).test(1);
        Position old = publish("old");
        broker.faults().reset("t");
        Position first = publish("new");
        slow.request(10);
        assertThat(slow.values().get(2)).isEqualTo(new Reset<>(old, new Position(first.epoch(), 0)));
        assertThat(values(slow)).containsExactly("old", "new");
        assertThat(topic.counters().resets()).isEqualTo(1);
    }

    @Test
    void manyEpochsWhileASubscriberStallsAreOneReset() {
        TestSubscriber<TopicEvent<String>> slow =
                topic.subscribe(Start.now(), Delivery.latest()).test(1);
        for (int i = 0; i < 10; i++) {
            publish("v");
            broker.faults().reset("t");
        }
        slow.request(100);
        assertThat(slow.values().stream().filter(Reset.class::isInstance)).hasSize(1);
    }

    @Test
    void whoWantedTheStateGetsItAgainInANewEpoch() {
        Topic<String> prices = topics.topic(Texts.stateful("s"));
        prices.publish("x=1").blockingSubscribe();
        TestSubscriber<TopicEvent<String>> subscriber =
                prices.subscribe(Start.snapshot(), ALL).test();
        broker.faults().resetKeepingState("s");
        prices.publish("x=2").blockingSubscribe();
        assertThat(subscriber.values().stream().map(Object::getClass).map(Class::getSimpleName))
                .containsExactly("Started", "Snapshot", "Reset", "Gap", "Snapshot", "Update");
        // The values of the new epoch that its state was made of are in the snapshot.
        assertThat(((Snapshot<String>) subscriber.values().get(4)).values())
                .extracting(Update::value)
                .containsExactly("x=1");
    }

    @Test
    void whatTheBrokerLosesIsAGap() {
        TestSubscriber<TopicEvent<String>> subscriber =
                topic.subscribe(Start.now(), ALL).test();
        publish("a");
        broker.faults().lose("t", 2);
        List.of("b", "c", "d").forEach(this::publish);
        assertThat(values(subscriber)).containsExactly("a", "d");
        assertThat(subscriber.values().stream()
                        .filter(Gap.class::isInstance)
                        .mapToLong(gap -> ((Gap<String>) gap).to() - ((Gap<String>) gap).from() + 1)
                        .sum())
                .isEqualTo(2);
        assertThat(topic.counters().missing()).isEqualTo(2);
    }

    @Test
    void aValueThatCannotBeDecodedIsAGap() {
        TestSubscriber<TopicEvent<String>> subscriber =
                topic.subscribe(Start.now(), ALL).test();
        publish("a");
        long epoch = publish(Texts.MALFORMED).epoch();
        publish("b");
        assertThat(subscriber.values().get(2)).isEqualTo(new Gap<>(epoch, 2, 2));
        assertThat(values(subscriber)).containsExactly("a", "b");
        assertThat(topic.counters().undecodable()).isEqualTo(1);
    }

    @Test
    void nobodyIsLetInBeforeWhatWasPublishedEarlierHasCome() {
        publish("before");
        TestSubscriber<BrokerSignal> other =
                broker.subscribe(topic.spec().config(), Start.now()).test();
        broker.faults().hold("t");
        TestSubscriber<TopicEvent<String>> subscriber =
                topic.subscribe(Start.now(), ALL).test();
        assertThat(subscriber.values()).isEmpty();
        assertThat(topic.status().blockingFirst()).isEqualTo(TopicStatus.of(TopicStatus.State.OPENING));
        broker.faults().release("t");
        publish("live");
        assertThat(values(subscriber)).containsExactly("live");
        other.cancel();
    }

    @Test
    void theBrokerIsLeftAfterTheLingerAndNotBefore() {
        topic.subscribe(Start.now(), ALL).test().cancel();
        scheduler.advanceTimeBy(4, TimeUnit.SECONDS);
        topic.subscribe(Start.now(), ALL).test().cancel();
        scheduler.advanceTimeBy(4, TimeUnit.SECONDS);
        assertThat(broker.counters().subscriptions()).isEqualTo(1);
        scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
        assertThat(broker.counters().subscriptions()).isZero();
        assertThat(topics.historyBytes()).isZero();
        assertThat(topic.status().blockingFirst()).isEqualTo(TopicStatus.of(TopicStatus.State.IDLE));
    }

    @Test
    void anUpstreamRunsWhileItIsWanted() {
        PublishProcessor<String> upstream = PublishProcessor.create();
        TestSubscriber<Void> fed =
                topic.feed(upstream, Duration.ofSeconds(3)).<Void>toFlowable().test();
        assertThat(upstream.hasSubscribers()).isFalse();
        TestSubscriber<TopicEvent<String>> subscriber =
                topic.subscribe(Start.now(), ALL).test();
        assertThat(upstream.hasSubscribers()).isTrue();
        upstream.onNext("v");
        assertThat(values(subscriber)).containsExactly("v");
        subscriber.cancel();
        scheduler.advanceTimeBy(7, TimeUnit.SECONDS);
        assertThat(upstream.hasSubscribers()).isTrue();
        scheduler.advanceTimeBy(2, TimeUnit.SECONDS);
        assertThat(upstream.hasSubscribers()).isFalse();
        attend(topic);
        assertThat(upstream.hasSubscribers()).isTrue();
        upstream.onComplete();
        fed.assertComplete();
    }

    @Test
    void aLostAnswerIsNoSecondValue() {
        TestSubscriber<TopicEvent<String>> subscriber =
                topic.subscribe(Start.now(), ALL).test();
        broker.faults().loseAnswers(2);
        Position position = publish("once");
        assertThat(position.offset()).isEqualTo(1);
        assertThat(values(subscriber)).containsExactly("once");
        assertThat(topic.counters().published()).isEqualTo(1);
        assertThat(topic.counters().repeated()).isEqualTo(1);
        broker.faults().loseAnswers(4);
        topic.publish("unknown").test().assertError(IOException.class);
        assertThat(topic.counters().refused()).isEqualTo(1);
    }

    @Test
    void faultsAreSeenInTheStatus() {
        attend(topic);
        TestSubscriber<TopicStatus> status = topic.status().test();
        broker.faults().tell("t", new BrokerSignal.Suspect("silent"));
        broker.faults().tell("t", new BrokerSignal.OwnerMoved("b"));
        assertThat(status.values())
                .containsExactly(
                        TopicStatus.of(TopicStatus.State.LIVE),
                        new TopicStatus(TopicStatus.State.SUSPECT, "silent"),
                        new TopicStatus(TopicStatus.State.LIVE, "sent by b"));
    }

    @Test
    void aBrokerThatFailsEndsItsSubscribersAndIsAskedAgain() {
        TestSubscriber<TopicEvent<String>> subscriber =
                topic.subscribe(Start.now(), ALL).test();
        broker.faults().fail("t", new IllegalStateException("broken"));
        subscriber.assertError(IllegalStateException.class);
        TestSubscriber<TopicEvent<String>> next =
                topic.subscribe(Start.now(), ALL).test();
        publish("v");
        assertThat(values(next)).containsExactly("v");
    }

    @Test
    void aBrokerThatIsClosedCompletesItsSubscribersAndRefusesMore() {
        TestSubscriber<TopicEvent<String>> subscriber =
                topic.subscribe(Start.now(), ALL).test();
        topics.close().blockingAwait();
        subscriber.assertComplete();
        topic.subscribe(Start.now(), ALL).test().assertError(TopicException.class);
        topic.publish("late").test().assertError(TopicException.class);
    }

    @Test
    void oneTopicTooManyIsRefusedUnlessAnIdleOneCanGo() {
        Topic<String> second = topics.topic(Texts.spec("2"));
        Topic<String> third = topics.topic(Texts.spec("3"));
        List.of(topic, second, third).forEach(TopicTest::attend);
        assertThatThrownBy(() -> topics.topic(Texts.spec("4")))
                .isInstanceOfSatisfying(
                        TopicException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(TopicException.Reason.TOO_MANY_TOPICS))
                .hasMessage("4 would be more than the 3 topics that may be in use");
        topics.close().blockingAwait();
        assertThat(topics.topic(Texts.spec("4")).name()).isEqualTo("4");
        assertThat(topics.size()).isEqualTo(1);
    }

    @Test
    void aNameMeansOneTopicAndHasItsCharacters() {
        assertThat(topics.topic(Texts.spec("t"))).isSameAs(topic);
        assertThatThrownBy(() -> topics.topic(Texts.spec("t").withLinger(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class);
        for (String name : List.of("", "a b", "ä", "a\t", "x".repeat(256))) {
            assertThatThrownBy(() -> Texts.spec(name)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(Texts.spec("a.B_1-/:").config().name()).isEqualTo("a.B_1-/:");
        assertThat(Texts.spec("x".repeat(255)).config().name()).hasSize(255);
    }

    @Test
    void aSubscriberOnAnEventLoopGetsEverythingThere() {
        Vertx vertx = Vertx.vertx();
        try {
            Context context = vertx.getOrCreateContext();
            Set<Thread> threads = ConcurrentHashMap.newKeySet();
            List<String> values = new CopyOnWriteArrayList<>();
            TestSubscriber<TopicEvent<String>> subscriber = new TestSubscriber<>(0);
            context.runOnContext(start -> Flowable.fromPublisher(topic.subscribe(Start.now(), ALL))
                    .doOnNext(event -> {
                        threads.add(Thread.currentThread());
                        values.add(event.getClass().getSimpleName());
                    })
                    .subscribe(subscriber));
            await().until(subscriber::hasSubscription);
            subscriber.request(100); // from here, and so is what is published and reset
            await().until(() -> values.contains("Started"));
            publish("a");
            broker.faults().reset("t");
            publish("b");
            await().until(() -> values.equals(List.of("Started", "Update", "Reset", "Update")));
            assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
