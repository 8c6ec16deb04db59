package io.sluice.feed;

import io.reactivex.rxjava3.core.Flowable;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/** The Reactive Streams rules for the subscribers of a topic, which begin with its history. */
@Test
public class TopicTckTest extends PublisherVerification<TopicEvent<String>> {

    private static final Delivery<String> DELIVERY = Delivery.disconnect(100_000, 1 << 24);

    public TopicTckTest() {
        super(new TestEnvironment(200, 50));
    }

    @Override
    public Publisher<TopicEvent<String>> createPublisher(long elements) {
        Topics topics = Topics.local();
        Topic<String> topic =
                topics.topic(Texts.spec("t").withRetention(new Retention(100_000, 1 << 24, Duration.ofHours(1))));
        for (long i = 1; i < elements; i++) {
            topic.publishUnanswered("v");
        }
        Flowable<TopicEvent<String>> all = topic.subscribe(Start.oldest(), DELIVERY);
        return elements == 0 ? all.take(0) : all.take(elements);
    }

    @Override
    public Publisher<TopicEvent<String>> createFailedPublisher() {
        Topics topics = Topics.local();
        topics.close().blockingAwait();
        return topics.topic(Texts.spec("t")).subscribe(Start.now(), DELIVERY);
    }

    @Override
    public long maxElementsFromPublisher() {
        return 10_000;
    }
}
