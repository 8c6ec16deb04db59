package io.sluice.aggregate;

import static io.sluice.aggregate.BufferBounded.bufferBounded;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BufferBoundedTest {

    private final List<String> dropped = new ArrayList<>();

    @Test
    void theOldestCanBeDropped() {
        TestSubscriber<Integer> downstream = Flowable.range(1, 5)
                .compose(BufferBounded.<Integer>bufferBounded(2).dropOldest().onDropped(this::note))
                .test(0);
        downstream.request(9);

        downstream.assertResult(4, 5);
        assertThat(dropped).containsExactly("1 OVERFLOW", "2 OVERFLOW", "3 OVERFLOW");
    }

    @Test
    void theNewestCanBeDropped() {
        TestSubscriber<Integer> downstream = Flowable.range(1, 4)
                .compose(BufferBounded.<Integer>bufferBounded(2).dropNewest().onDropped(this::note))
                .test(0);
        downstream.request(9);

        downstream.assertResult(1, 2);
        assertThat(dropped).containsExactly("3 OVERFLOW", "4 OVERFLOW");
    }

    @Test
    void byDefaultTheStreamFails() {
        TestSubscriber<Integer> downstream = Flowable.range(1, 3)
                .compose(BufferBounded.<Integer>bufferBounded(2).onDropped(this::note))
                .test(0);

        downstream.assertFailure(OverflowException.class);
        assertThat(dropped).containsExactly("1 ENDED", "2 ENDED", "3 OVERFLOW");
    }

    @Test
    void bytesAreBoundedTooAndSeveralMayHaveToGoForOne() {
        TestSubscriber<String> downstream = Flowable.just("aa", "b", "cc", "dddd")
                .compose(BufferBounded.<String>bufferBounded(10)
                        .maxBytes(5, String::length)
                        .dropOldest()
                        .onDropped(this::note))
                .test(0);
        downstream.request(9);

        downstream.assertResult("dddd");
        assertThat(dropped).containsExactly("aa OVERFLOW", "b OVERFLOW", "cc OVERFLOW");
    }

    @Test
    void aValueLargerThanTheBoundPassesWhenNothingElseWaits() {
        PublishProcessor<String> source = PublishProcessor.create();
        TestSubscriber<String> downstream = source.compose(
                        BufferBounded.<String>bufferBounded(10).maxBytes(5, String::length))
                .test(0);
        source.onNext("much too large");
        downstream.request(1);
        downstream.assertValues("much too large");

        source.onNext("1");
        source.onNext("much too large");
        downstream.assertFailure(OverflowException.class, "much too large");
    }

    @Test
    void anErrorDoesNotOvertakeWhatWaits() {
        TestSubscriber<Integer> downstream = Flowable.range(1, 3)
                .concatWith(Flowable.error(new IllegalStateException("of the source")))
                .compose(bufferBounded(3))
                .test(0);
        downstream.assertNoErrors();
        downstream.request(3);
        downstream.assertFailure(IllegalStateException.class, 1, 2, 3);
    }

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(Keyed::ofNumber, setting -> {
            boolean eager = setting.random.nextBoolean();
            int policy = setting.random.nextInt(3);
            int maxCount = setting.between(1, 20);
            long maxBytes = setting.random.nextBoolean() ? Long.MAX_VALUE : setting.between(1, 12);
            BufferBounded<Keyed> operator =
                    BufferBounded.<Keyed>bufferBounded(maxCount).onDropped(setting.onDropped());
            operator = maxBytes == Long.MAX_VALUE ? operator : operator.maxBytes(maxBytes, Keyed::weight);
            operator = eager ? operator.eagerErrors() : operator;
            BufferBounded<Keyed> chosen =
                    policy == 0 ? operator : policy == 1 ? operator.dropOldest() : operator.dropNewest();
            return new RandomRuns.Case<>(source -> source.compose(chosen), new FifoModel<Keyed, Keyed>(eager) {
                @Override
                void offer(int source, Keyed value) {
                    while (policy == 1 && !fits(value)) {
                        drop(waiting.remove(0), DropReason.OVERFLOW);
                    }
                    if (fits(value)) {
                        waiting.add(value);
                    } else if (policy == 0) {
                        overflow(value, DropReason.OVERFLOW);
                    } else {
                        drop(value, DropReason.OVERFLOW);
                    }
                }

                private boolean fits(Keyed value) {
                    long bytes = waiting.stream().mapToLong(Keyed::weight).sum() + value.weight();
                    return waiting.isEmpty() || (waiting.size() < maxCount && bytes <= maxBytes);
                }
            });
        });
    }

    private void note(Object value, DropReason why) {
        dropped.add(value + " " + why);
    }
}
