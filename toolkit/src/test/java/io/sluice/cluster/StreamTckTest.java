package io.sluice.cluster;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.buffer.Buffer;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.AfterClass;
import org.testng.annotations.Test;

/** The Reactive Streams rules for a stream that one node receives from another. */
@Test
public class StreamTckTest extends PublisherVerification<Buffer> {

    private final WiredBrokers nodes = new WiredBrokers(1, 0);

    public StreamTckTest() {
        super(new TestEnvironment(500, 50));
    }

    @AfterClass
    void stop() {
        nodes.close();
    }

    @Override
    public Publisher<Buffer> createPublisher(long elements) {
        Flowable<Buffer> source = Flowable.rangeLong(0, elements).map(i -> Buffer.buffer("v" + i));
        return nodes.brokers.get(1).receive(nodes.brokers.get(0).offer(source).reference());
    }

    @Override
    public Publisher<Buffer> createFailedPublisher() {
        StreamOffer offer = nodes.brokers.get(0).offer(Flowable.never());
        var unused = nodes.brokers.get(1).receive(offer.reference()).subscribe(ignored -> {}, lost -> {});
        return nodes.brokers.get(1).receive(offer.reference());
    }

    @Override
    public long maxElementsFromPublisher() {
        return 10_000;
    }
}
