package io.sluice.aggregate;

import static io.sluice.aggregate.ConflateLatest.conflateLatest;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConflateLatestTest {

    @Test
    void withoutDemandTheLatestIsKeptAndTheOthersAreReported() {
        List<String> dropped = new ArrayList<>();
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> downstream = source.compose(ConflateLatest.<Integer>conflateLatest()
                        .onDropped((value, why) -> dropped.add(value + " " + why)))
                .test(1);

        for (int i = 1; i <= 4; i++) {
            source.onNext(i);
        }
        downstream.assertValues(1);
        downstream.request(1);

        downstream.assertValues(1, 4);
        assertThat(dropped).containsExactly("2 CONFLATED", "3 CONFLATED");
    }

    /** As it does in RxJava's onBackpressureLatest. */
    @Test
    void anErrorDoesNotOvertakeThePendingValue() {
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> downstream =
                source.compose(ConflateLatest.<Integer>conflateLatest()).test(0);
        source.onNext(1);
        source.onError(new IllegalStateException("of the source"));
        downstream.assertNoErrors();

        downstream.request(1);

        downstream.assertFailure(IllegalStateException.class, 1);
    }

    @Test
    void aHookThatCancelsEndsTheStream() {
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> downstream = new TestSubscriber<>(0);
        source.compose(ConflateLatest.<Integer>conflateLatest().onDropped((value, why) -> downstream.cancel()))
                .subscribe(downstream);
        source.onNext(1);
        source.onNext(2);
        downstream.request(1);

        downstream.assertEmpty();
        assertThat(source.hasSubscribers()).isFalse();
    }

    @Test
    void itReadsWellWithoutOptions() {
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> downstream = source.compose(conflateLatest()).test();
        source.onNext(1);
        downstream.assertValues(1);
    }

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(n -> n, setting -> {
            boolean eager = setting.random.nextBoolean();
            ConflateLatest<Integer> operator =
                    ConflateLatest.<Integer>conflateLatest().onDropped(setting.onDropped());
            ConflateLatest<Integer> chosen = eager ? operator.eagerErrors() : operator;
            return new RandomRuns.Case<>(source -> source.compose(chosen), new LatestModel(eager));
        });
    }

    private static final class LatestModel extends LossyModel<Integer, Integer> {

        private @Nullable Integer waiting;

        LatestModel(boolean eager) {
            super(eager);
        }

        @Override
        void offer(int source, Integer value) {
            if (waiting != null) {
                drop(waiting, DropReason.CONFLATED);
            }
            waiting = value;
        }

        @Override
        @Nullable
        Integer poll() {
            Integer value = waiting;
            waiting = null;
            return value;
        }

        @Override
        boolean isEmpty() {
            return waiting == null;
        }

        @Override
        void discard(DropReason reason) {
            if (waiting != null) {
                drop(waiting, reason);
            }
            waiting = null;
        }
    }
}
