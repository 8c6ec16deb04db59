package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for a snapshot, which is the first value, and the deltas that follow it. Two of the deltas are in
 * the snapshot.
 *
 * <p>38 run. Skipped, all by the TCK itself as "not verified by this TCK": the untested rules 1.6, 1.7, 1.8, 1.9 (throwing),
 * 1.10, 3.4 and 3.5.
 */
@Test
public class SnapshotThenDeltasTckTest extends PublisherVerification<Long> {

    public SnapshotThenDeltasTckTest() {
        super(new TestEnvironment(200, 50));
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        return elements == 0
                ? following(Flowable.empty(), Flowable.empty())
                : following(Flowable.rangeLong(9, elements + 1), Flowable.just(10L));
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return following(Flowable.error(new IllegalStateException("failed")), Flowable.never());
    }

    @Override
    public long maxElementsFromPublisher() {
        return Long.MAX_VALUE - 1;
    }

    private static Flowable<Long> following(Flowable<Long> deltas, Flowable<Long> snapshot) {
        return deltas.compose(DetectGaps.<Long>snapshotThenDeltas(Long::longValue, Long::longValue, where -> snapshot)
                .prefetch(2));
    }
}
