package io.sluice.fanout;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for members that hold their source back.
 *
 * <p>The source of each hub starts with the first demand of any member, so that those who subscribed before see all of it.
 *
 * <p>38 run. Skipped, all by the TCK itself as "not verified by this TCK": the untested rules 1.6, 1.7, 1.8, 1.9 (throwing),
 * 1.10, 3.4 and 3.5.
 */
@Test
public class BackpressureTckTest extends PublisherVerification<Integer> {

    public BackpressureTckTest() {
        super(new TestEnvironment(200, 50));
    }

    @Override
    public Publisher<Integer> createPublisher(long elements) {
        PublishProcessor<Object> start = PublishProcessor.create();
        Flowable<Integer> source = Flowable.rangeLong(0, elements).map(Long::intValue);
        Hub<Integer> hub = Hub.of(source.delaySubscription(start));
        if (elements == 0) {
            start.onComplete();
        }
        return hub.join(Overflow.<Integer>backpressure(16))
                .doOnRequest(n -> start.onComplete())
                .doOnCancel(() -> {
                    if (hub.counters().members() == 1) { // nobody is left to hold back a source that may have no end
                        hub.complete();
                    }
                });
    }

    @Override
    public Publisher<Integer> createFailedPublisher() {
        Hub<Integer> hub = Hub.create();
        hub.fail(new IllegalStateException("failed before the join"));
        return hub.join(Overflow.backpressure(16));
    }

    @Override
    public long maxElementsFromPublisher() {
        return Long.MAX_VALUE - 1;
    }
}
