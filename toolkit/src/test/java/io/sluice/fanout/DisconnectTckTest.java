package io.sluice.fanout;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for members that buffer and are disconnected beyond.
 *
 * <p>The source emits all it has at the first demand of any member, and is short enough for the buffer.
 *
 * <p>38 run. Skipped by the TCK itself as "not verified by this TCK": the untested rules 1.6, 1.7, 1.8, 1.9 (throwing), 1.10,
 * 3.4 and 3.5; and, for want of so many elements within a buffer, one test of 3.17, which {@link BackpressureTckTest} runs.
 */
@Test
public class DisconnectTckTest extends PublisherVerification<Integer> {

    private static final int MAX = 1000;

    public DisconnectTckTest() {
        super(new TestEnvironment(200, 50));
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
        PublishProcessor<Object> start = PublishProcessor.create();
        Hub<Integer> hub = Hub.of(Flowable.range(0, (int) elements).delaySubscription(start));
        if (elements == 0) {
            start.onComplete();
        }
        return hub.join(Overflow.<Integer>disconnect(MAX)).doOnRequest(n -> start.onComplete());
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
        Hub<Integer> hub = Hub.create();
        hub.fail(new IllegalStateException("failed before the join"));
        return hub.join(Overflow.disconnect(MAX));
    }

    @Override
    public long maxElementsFromPublisher() {
        return MAX;
    }
}
