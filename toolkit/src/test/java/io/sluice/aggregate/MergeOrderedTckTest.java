package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Flowable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;
import org.reactivestreams.Publisher;
import org.reactivestreams.tck.PublisherVerification;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.annotations.Test;

/**
 * The Reactive Streams rules for an ordered merge of three sources.
 *
 * <p>38 run. Skipped, all by the TCK itself as "not verified by this TCK": the untested rules 1.6, 1.7, 1.8, 1.9 (throwing),
 * 1.10, 3.4 and 3.5.
 */
@Test
public class MergeOrderedTckTest extends PublisherVerification<Long> {

    public MergeOrderedTckTest() {
        super(new TestEnvironment(200, 50));
    }

    @Override
    public Publisher<Long> createPublisher(long elements) {
        List<Flowable<Long>> thirds = LongStream.range(0, 3)
                .mapToObj(i -> Flowable.rangeLong(0, elements / 3 + (i < elements % 3 ? 1 : 0))
                        .map(n -> 3 * n + i))
                .toList();
        return MergeOrdered.mergeOrdered(thirds, Comparator.<Long>naturalOrder())
                .prefetch(2);
    }

    @Override
    public Publisher<Long> createFailedPublisher() {
        return MergeOrdered.mergeOrdered(
                List.of(Flowable.<Long>error(new IllegalStateException("failed"))), Comparator.<Long>naturalOrder());
    }

    @Override
    public long maxElementsFromPublisher() {
        return Long.MAX_VALUE - 1;
    }
}
