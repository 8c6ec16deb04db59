package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class MergeOrderedTest {

    private static final Comparator<Integer> TENS = Comparator.comparing(value -> value / 10);

    @Test
    void ofEqualTimesTheEarlierSourceComesFirst() {
        assertThat(MergeOrdered.mergeOrdered(List.of(Flowable.just(11, 21, 22), Flowable.just(10, 20)), TENS)
                        .blockingIterable())
                .containsExactly(11, 10, 21, 22, 20);
    }

    @Test
    void aSilentSourceIsWaitedForUntilItCompletes() {
        StepSource<Integer> silent = new StepSource<>(() -> 0);
        TestSubscriber<Integer> reader = MergeOrdered.mergeOrdered(List.of(Flowable.just(1, 2), silent), TENS)
                .test();
        reader.assertNoValues();
        silent.end(null);
        reader.assertResult(1, 2);
    }

    @Test
    void whatCameIsEmittedInOrderBeforeTheError() {
        Iterator<Integer> values = List.of(10, 20).iterator();
        StepSource<Integer> failing = new StepSource<>(values::next);
        StepSource<Integer> silent = new StepSource<>(() -> 0);
        TestSubscriber<Integer> reader = MergeOrdered.mergeOrdered(
                        List.of(Flowable.just(30, 40), failing, silent), TENS)
                .test(0);
        failing.offer(2);
        IllegalStateException error = new IllegalStateException("of a source");
        failing.end(error);
        assertThat(silent.cancelled).isTrue();
        reader.request(4);
        reader.assertFailure(IllegalStateException.class, 10, 20, 30, 40);
    }

    @Test
    void aComparatorThatThrowsEndsTheMerge() {
        IllegalStateException thrown = new IllegalStateException("of the comparator");
        Comparator<Integer> throwing = Comparator.comparing(value -> {
            throw thrown;
        });
        MergeOrdered.mergeOrdered(List.of(Flowable.just(1), Flowable.just(2)), throwing)
                .test()
                .assertError(thrown);
    }

    @RepeatedTest(5)
    void racingSourcesComeOutSorted() {
        int perSource = 5_000;
        List<Flowable<Integer>> sources = IntStream.range(0, 4)
                .mapToObj(source -> Flowable.range(0, perSource)
                        .map(seq -> seq * 4 + source)
                        .subscribeOn(Schedulers.newThread()))
                .toList();
        List<Integer> merged = MergeOrdered.mergeOrdered(sources, Comparator.<Integer>naturalOrder())
                .prefetch(3)
                .rebatchRequests(2)
                .toList()
                .blockingGet();
        assertThat(merged).isEqualTo(IntStream.range(0, 4 * perSource).boxed().toList());
    }
}
