package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import java.time.Duration;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for windows of one value each.
 *
 * <p>38 run. Skipped, all by the TCK itself as "not verified by this TCK": the untested rules 1.6, 1.7, 1.8, 1.9 (throwing),
 * 1.10, 3.4 and 3.5.
 */
@Test
public class WindowAggregateTckTest extends PublisherVerification<Window<Long>> {

    public WindowAggregateTckTest() {
        super(new TestEnvironment(200, 50));
    }

    @Override
    public Publisher<Window<Long>> createPublisher(long elements) {
        return windowsOf(Flowable.rangeLong(0, elements));
    }

    @Override
    public Publisher<Window<Long>> createFailedPublisher() {
        return windowsOf(Flowable.error(new IllegalStateException("failed")));
    }

    @Override
    public long maxElementsFromPublisher() {
        return Long.MAX_VALUE - 1;
    }

    private static Flowable<Window<Long>> windowsOf(Flowable<Long> millis) {
        return millis.compose(
                WindowAggregate.tumbling(Duration.ofMillis(1), Long::longValue, Aggregates.<Long>count()));
    }
}
