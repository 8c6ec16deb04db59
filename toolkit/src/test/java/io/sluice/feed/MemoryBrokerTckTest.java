package io.sluice.feed;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.message.Message;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/** The Reactive Streams rules for the subscriptions of a broker in memory. */
@Test
public class MemoryBrokerTckTest extends PublisherVerification<BrokerSignal> {

    private static final TopicConfig TOPIC =
            new TopicConfig("t", new Retention(100_000, 1 << 24, Duration.ofHours(1)), 0);

    public MemoryBrokerTckTest() {
        super(new TestEnvironment(200, 50));
    }

    @Override
    public Publisher<BrokerSignal> createPublisher(long elements) {
        MemoryBroker broker = MemoryBroker.create();
        for (long i = 1; i < elements; i++) {
            broker.publish(TOPIC, Entry.of(Message.text("v")));
        }
        Flowable<BrokerSignal> all = broker.subscribe(TOPIC, Start.oldest());
        return elements == 0 ? all.take(0) : all.take(elements);
    }

    @Override
    public Publisher<BrokerSignal> createFailedPublisher() {
        MemoryBroker broker = MemoryBroker.create();
        broker.close().blockingAwait();
        return broker.subscribe(TOPIC, Start.now());
    }

    @Override
    public long maxElementsFromPublisher() {
        return 10_000;
    }
}
