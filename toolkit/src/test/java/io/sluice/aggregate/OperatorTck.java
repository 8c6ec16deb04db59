package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableTransformer;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;

/**
 * The Reactive Streams rules for an operator that emits one value for one. If it asks its source for everything, the source is
 * paced by downstream, so that nothing is lost.
 *
 * <p>38 run. Skipped, all by the TCK itself as "not verified by this TCK": the untested rules 1.6, 1.7, 1.8, 1.9 (throwing),
 * 1.10, 3.4 and 3.5.
 */
abstract class OperatorTck<R> extends PublisherVerification<R> {

    OperatorTck() {
        super(new TestEnvironment(200, 50));
    }

    abstract FlowableTransformer<Integer, R> operator();

    /** Whether the operator asks for everything at once. */
    boolean isLossy() {
        return true;
    }

    @Override
    public Publisher<R> createPublisher(long elements) {
        return isLossy()
                ? new PacedPublisher<>(operator(), elements)
                : Flowable.rangeLong(0, elements).map(Long::intValue).compose(operator());
    }

    @Override
    public Publisher<R> createFailedPublisher() {
        return Flowable.<Integer>error(new IllegalStateException("failed from the start"))
                .compose(operator());
    }

    @Override
    public long maxElementsFromPublisher() {
        return Long.MAX_VALUE - 1;
    }
}
