package io.sluice.aggregate;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    private static final int BEAT = -1;

    private final TestScheduler scheduler = new TestScheduler();
    private final PublishProcessor<Integer> source = PublishProcessor.create();

    @Test
    void itBeatsWhileNothingIsEmittedAndNotOtherwise() {
        TestSubscriber<Integer> downstream = beating(9);
        scheduler.advanceTimeBy(99, TimeUnit.MILLISECONDS);
        source.onNext(1);
        scheduler.advanceTimeBy(99, TimeUnit.MILLISECONDS);
        downstream.assertValues(1);
        scheduler.advanceTimeBy(101, TimeUnit.MILLISECONDS);

        downstream.assertValues(1, BEAT, BEAT);
    }

    @Test
    void withoutDemandBeatsDoNotPileUp() {
        TestSubscriber<Integer> downstream = beating(0);
        scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
        downstream.request(5);
        downstream.assertValues(BEAT);
    }

    @Test
    void aValueThatWaitsComesInsteadOfABeat() {
        TestSubscriber<Integer> downstream = beating(0);
        scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
        source.onNext(1);
        downstream.request(5);
        downstream.assertValues(1);
    }

    @Test
    void itStopsWithTheStream() {
        TestSubscriber<Integer> downstream = beating(9);
        source.onComplete();
        scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
        downstream.assertResult();
    }

    @Test
    void aBeatThatFallsDueWhileTheLastValueIsTakenIsNotEmitted() {
        TestSubscriber<Integer> downstream = source.compose(
                        Heartbeat.<Integer>heartbeat(Duration.ofMillis(100), () -> BEAT)
                                .scheduler(scheduler))
                .doOnNext(value -> scheduler.advanceTimeBy(100, TimeUnit.MILLISECONDS))
                .test(0);
        source.onNext(1);
        source.onComplete();
        downstream.request(5);
        downstream.assertResult(1);
    }

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(n -> n, setting -> {
            int idle = setting.between(1, 10);
            Heartbeat<Integer> operator = Heartbeat.<Integer>heartbeat(Duration.ofMillis(idle), () -> BEAT)
                    .scheduler(setting.scheduler);
            return new RandomRuns.Case<>(source -> source.compose(operator), new BeatModel(idle));
        });
    }

    private static final class BeatModel extends HeldModel<Integer, Integer> {

        private final int idle;
        private long last;

        BeatModel(int idle) {
            super(false, Heartbeat.PREFETCH, Heartbeat.PREFETCH);
            this.idle = idle;
        }

        @Override
        void offer(int source, Integer value) {
            held.add(value);
        }

        @Override
        @Nullable
        Integer poll() {
            if (held.isEmpty() && (ended || now - last < idle)) {
                return null;
            }
            last = now;
            return held.isEmpty() ? BEAT : held.remove(0);
        }

        @Override
        void discard(DropReason reason) {
            held.clear();
        }
    }

    private TestSubscriber<Integer> beating(long demand) {
        return source.compose(Heartbeat.<Integer>heartbeat(Duration.ofMillis(100), () -> BEAT)
                        .scheduler(scheduler))
                .test(demand);
    }
}
