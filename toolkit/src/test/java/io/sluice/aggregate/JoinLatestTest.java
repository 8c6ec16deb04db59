package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JoinLatestTest {

    private final PublishProcessor<Integer> numbers = PublishProcessor.create();
    private final PublishProcessor<String> words = PublishProcessor.create();
    private final JoinLatest<Object, String> joined = JoinLatest.joinLatest(numbers, words, (n, w) -> n + w);

    @Test
    void combinesFromWhenEachHasAValue() {
        TestSubscriber<String> reader = joined.test();
        numbers.onNext(1);
        numbers.onNext(2);
        words.onNext("a");
        words.onNext("b");
        numbers.onNext(3);
        reader.assertValues("2a", "2b", "3b");
        numbers.onComplete();
        reader.assertNotComplete();
        words.onComplete();
        reader.assertComplete();
    }

    @Test
    void withoutDemandOnlyTheLatestIsKeptAndTheRestIsTold() {
        List<Object> dropped = new ArrayList<>();
        TestSubscriber<String> reader = joined.onDropped((value, reason) -> {
                    assertThat(reason).isEqualTo(DropReason.CONFLATED);
                    dropped.add(value);
                })
                .test(1);
        numbers.onNext(1);
        words.onNext("a");
        numbers.onNext(2);
        words.onNext("b");
        words.onNext("c");
        numbers.onNext(3);
        reader.assertValues("1a");
        reader.request(5);
        reader.assertValues("1a", "3c");
        assertThat(dropped).containsExactly("b", 2);
    }

    @Test
    void errorOvertakingThePendingValue() {
        TestSubscriber<String> reader = joined.test(0);
        numbers.onNext(1);
        words.onNext("a");
        IllegalStateException error = new IllegalStateException("of a source");
        numbers.onError(error);
        assertThat(words.hasSubscribers()).isFalse();
        reader.assertNoErrors();
        reader.request(1);
        reader.assertValues("1a").assertError(error);
    }

    @Test
    void completesAtOnceWhenThereWillBeNoCombination() {
        TestSubscriber<String> reader = joined.test(0);
        words.onNext("a");
        numbers.onComplete();
        reader.assertResult();
        assertThat(words.hasSubscribers()).isFalse();
        JoinLatest.joinLatest(List.<Flowable<Integer>>of(), List::size).test().assertResult();
    }

    @Test
    void functionsThatThrowEndTheStream() {
        IllegalStateException thrown = new IllegalStateException("of the function");
        TestSubscriber<String> combining = JoinLatest.<Integer, String, String>joinLatest(numbers, words, (n, w) -> {
                    throw thrown;
                })
                .test();
        numbers.onNext(1);
        numbers.onNext(2);
        words.onNext("a");
        combining.assertError(thrown);
        assertThat(numbers.hasSubscribers()).isFalse();
    }
}
