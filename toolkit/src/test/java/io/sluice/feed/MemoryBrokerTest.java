package io.sluice.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.Message;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract, and what only this broker has: limits, ages, and faults of its own. */
class MemoryBrokerTest extends BrokerContract {

    private static final TopicConfig PLAIN = new TopicConfig("plain", Retention.standard(), 0);
    private static final TopicConfig STATEFUL = new TopicConfig("stateful", Retention.standard(), 2);
    private static final Entry A = Entry.of(Message.text("a"));

    private final TestScheduler scheduler = new TestScheduler();

    @Override
    protected Carrier carrier() {
        MemoryBroker one = MemoryBroker.create();
        MemoryBroker two = one.otherNode();
        return new Carrier() {
            @Override
            public Broker node(int index) {
                return index == 0 ? one : two;
            }

            @Override
            public void reset(String topic) {
                one.faults().reset(topic);
            }

            @Override
            public void lose(String topic, int n) {
                one.faults().lose(topic, n);
            }

            @Override
            public void suspect(String topic) {
                one.faults().tell(topic, new BrokerSignal.Suspect("silent"));
            }

            @Override
            public boolean move(String topic) {
                one.faults().tell(topic, new BrokerSignal.OwnerMoved("two"));
                return true;
            }

            @Override
            public void close() {
                one.close().blockingAwait();
                two.close().blockingAwait();
                assertThat(one.counters().subscriptions()).isZero();
            }
        };
    }

    private MemoryBroker broker(int maxTopics, long bytes) {
        return MemoryBroker.create(new MemoryLimits(maxTopics, bytes, Duration.ofMinutes(10)), scheduler);
    }

    @Test
    void oneTopicTooManyIsRefusedAndCounted() {
        MemoryBroker broker = broker(1, 1000);
        broker.publish(PLAIN, A);
        broker.publish(STATEFUL, A);
        broker.publish(STATEFUL, new Publication(1, 1, A))
                .test()
                .assertError(refusal ->
                        "stateful would be more than the 1 topics there may be".equals(refusal.getMessage()));
        broker.subscribe(STATEFUL, Start.now()).test().assertError(TopicException.class);
        assertThat(broker.counters()).isEqualTo(new MemoryCounters(1, 0, 1, 3));
    }

    @Test
    void aTopicThatNobodyUsesExpiresAndOneWithAStateDoesNot() {
        MemoryBroker broker = broker(10, 1000);
        TestSubscriber<BrokerSignal> subscribed = broker.subscribe(
                        new TopicConfig("used", Retention.standard(), 0), Start.now())
                .test();
        broker.publish(PLAIN, A);
        broker.publish(STATEFUL, Entry.of("k", Message.text("v")));
        scheduler.advanceTimeBy(9, TimeUnit.MINUTES);
        assertThat(broker.counters().topics()).isEqualTo(3);
        scheduler.advanceTimeBy(4, TimeUnit.MINUTES);
        assertThat(broker.counters().topics()).isEqualTo(2);
        subscribed.cancel();
        broker.publish(STATEFUL, Entry.deletion("k"));
        scheduler.advanceTimeBy(13, TimeUnit.MINUTES);
        assertThat(broker.counters()).isEqualTo(new MemoryCounters(0, 0, 0, 0));
    }

    @Test
    void valuesThatAreTooOldLeaveTheHistory() {
        MemoryBroker broker = broker(10, 1000);
        Position first =
                broker.publish(PLAIN, new Publication(1, 1, A)).blockingGet().position();
        TestSubscriber<BrokerSignal> slow =
                broker.subscribe(PLAIN, Start.oldest()).test(1);
        scheduler.advanceTimeBy(61, TimeUnit.SECONDS);
        broker.history(PLAIN, new Position(first.epoch(), 0), 10).test().assertError(TopicException.class);
        slow.request(10);
        assertThat(slow.values().get(1)).isEqualTo(new BrokerSignal.Gap(first.epoch(), 1, 1, false));
    }

    @Test
    void allHistoriesTogetherStayWithinTheirBudget() {
        MemoryBroker broker = broker(10, 100);
        for (int i = 0; i < 1000; i++) {
            broker.publish(new TopicConfig("t" + i % 10, Retention.standard(), 0), A);
            assertThat(broker.counters().historyBytes()).isLessThanOrEqualTo(100);
        }
        assertThat(broker.counters().historyBytes()).isEqualTo(100);
    }

    @Test
    void keysBeyondTheCapMakeTheOldestForgotten() {
        MemoryBroker broker = broker(10, 1000);
        for (String key : new String[] {"a", "b", "a", "c"}) {
            broker.publish(STATEFUL, Entry.of(key, Message.text(key)));
        }
        TestSubscriber<BrokerSignal> subscriber =
                broker.subscribe(STATEFUL, Start.snapshot()).test();
        assertThat(((BrokerSignal.Snapshot) subscriber.values().get(1)).values())
                .extracting(data -> data.entry().key())
                .containsExactly("a", "c");
    }

    @Test
    void anEpochThatKeepsTheStateBeginsWithIt() {
        MemoryBroker broker = broker(10, 1000);
        broker.publish(STATEFUL, A);
        broker.publish(STATEFUL, Entry.of("a", Message.text("v")));
        SignalAudit audit = SignalAudit.of(broker, STATEFUL, Start.snapshot(), 100);
        broker.faults().resetKeepingState("stateful");
        assertThat(audit.values()).containsExactly("v");
        assertThat(audit.signals(BrokerSignal.Snapshot.class)).hasSize(2);
    }

    @Test
    void onlyTheNewestFaultWaitsForASubscriberWithoutDemand() {
        MemoryBroker broker = broker(10, 1000);
        TestSubscriber<BrokerSignal> subscriber =
                broker.subscribe(PLAIN, Start.now()).test(1);
        broker.faults().tell("plain", new BrokerSignal.Suspect("silent"));
        broker.faults().tell("plain", new BrokerSignal.Lost("dead"));
        subscriber.request(10);
        assertThat(subscriber.values()).hasSize(2).endsWith(new BrokerSignal.Lost("dead"));
        broker.faults().fail("plain", new IllegalStateException("broken"));
        subscriber.assertError(IllegalStateException.class);
        assertThat(broker.counters().subscriptions()).isZero();
    }

    @Test
    void aSequenceOfLongAgoIsRefused() {
        MemoryBroker broker = broker(10, 1000);
        for (int sequence = 2; sequence <= 66; sequence++) {
            broker.publish(PLAIN, new Publication(1, sequence, A)).test().assertComplete();
        }
        broker.publish(PLAIN, new Publication(1, 2, A))
                .test()
                .assertError(refused -> ((TopicException) refused).reason() == TopicException.Reason.LONG_PUBLISHED);
        // One that was overtaken, and not published yet, still is.
        broker.publish(PLAIN, new Publication(1, 68, A)).test().assertValue(published -> !published.duplicate());
        broker.publish(PLAIN, new Publication(1, 67, A)).test().assertValue(published -> !published.duplicate());
    }
}
