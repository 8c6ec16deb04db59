package io.sluice.aggregate;

import static io.sluice.aggregate.Conflate.conflate;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflateTest {

    @Test
    void withoutDemandValuesAreMergedAndWithDemandTheyAreSeeded() {
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<String> downstream = source.compose(
                        conflate((Integer value) -> "" + value, (waiting, value) -> waiting + "+" + value))
                .test(1);

        for (int i = 1; i <= 4; i++) {
            source.onNext(i);
        }
        downstream.request(2);
        source.onNext(5);

        downstream.assertValues("1", "2+3+4", "5");
    }

    @Test
    void anErrorDoesNotOvertakeWhatWaits() {
        TestSubscriber<Integer> downstream = Flowable.range(1, 4)
                .concatWith(Flowable.error(new IllegalStateException("of the source")))
                .compose(conflate(Integer::sum))
                .test(0);
        downstream.assertNoErrors();

        downstream.request(1);

        downstream.assertFailure(IllegalStateException.class, 10);
    }

    @Test
    void aMergeThatFailsEndsTheStreamAndReportsWhatWaited() {
        List<String> dropped = new ArrayList<>();
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> downstream = source.compose(Conflate.<Integer>conflate((waiting, value) -> {
                            throw new UnsupportedOperationException("merge");
                        })
                        .onDropped((value, why) -> dropped.add(value + " " + why)))
                .test(0);
        source.onNext(1);
        source.onNext(2);

        downstream.assertFailure(UnsupportedOperationException.class);
        assertThat(dropped).containsExactly("1 ENDED");
        assertThat(source.hasSubscribers()).isFalse();
    }

    @Test
    void aMergeThatCancelsLeavesNothingBehind() {
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> downstream = new TestSubscriber<>(0);
        source.compose(Conflate.<Integer>conflate((waiting, value) -> {
                    downstream.cancel();
                    return waiting + value;
                }))
                .subscribe(downstream);
        source.onNext(1);
        source.onNext(2);
        downstream.request(1);

        downstream.assertEmpty();
    }

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(Keyed::ofNumber, setting -> {
            boolean eager = setting.random.nextBoolean();
            Conflate<Keyed, Keyed> operator = Conflate.conflate(Keyed::plus).onDropped(setting.onDropped());
            Conflate<Keyed, Keyed> chosen = eager ? operator.eagerErrors() : operator;
            return new RandomRuns.Case<>(source -> source.compose(chosen), new FifoModel<Keyed, Keyed>(eager) {
                @Override
                void offer(int source, Keyed value) {
                    waiting.add(waiting.isEmpty() ? value : waiting.remove(0).plus(value));
                }
            });
        });
    }
}
