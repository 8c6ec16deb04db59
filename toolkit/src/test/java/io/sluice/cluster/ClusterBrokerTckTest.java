package io.sluice.cluster;

import io.sluice.feed.BrokerSignal;
import io.sluice.feed.Entry;
import io.sluice.feed.Publication;
import io.sluice.feed.Retention;
import io.sluice.feed.Start;
import io.sluice.feed.TopicConfig;
import io.sluice.message.Message;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.Test;

/** The Reactive Streams rules for the subscriptions of a node, which are cursors in its mirror of the topic. */
@Test
public class ClusterBrokerTckTest extends PublisherVerification<BrokerSignal> {

    private static final Retention LONG = new Retention(100_000, 1 << 24, Duration.ofHours(1));

    private final Vertx vertx = Vertx.vertx();
    private final ClusterBroker broker = start();
    private int topics;

    public ClusterBrokerTckTest() {
        super(new TestEnvironment(500, 50));
    }

    private ClusterBroker start() {
        return ClusterBroker.start(vertx)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterClass
    void stop() {
        broker.close().blockingAwait();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Override
    public Publisher<BrokerSignal> createPublisher(long elements) {
        TopicConfig topic = new TopicConfig("t" + topics++, LONG, 0);
        for (long i = 1; i < elements; i++) {
            var unused = broker.publish(topic, new Publication(1, i, Entry.of(Message.text("v"))))
                    .blockingGet();
        }
        return broker.subscribe(topic, Start.oldest()).take(elements);
    }

    @Override
    public Publisher<BrokerSignal> createFailedPublisher() {
        ClusterBroker closed = start();
        closed.close().blockingAwait();
        return closed.subscribe(new TopicConfig("t", LONG, 0), Start.now());
    }

    @Override
    public long maxElementsFromPublisher() {
        return 1_000;
    }
}
