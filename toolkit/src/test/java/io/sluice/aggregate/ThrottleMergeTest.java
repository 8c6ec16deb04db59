package io.sluice.aggregate;

import static io.sluice.aggregate.ThrottleMerge.throttleMerge;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ThrottleMergeTest {

    private final TestScheduler scheduler = new TestScheduler();
    private final PublishProcessor<Integer> source = PublishProcessor.create();

    @Test
    void whatComesFasterIsMergedAndTheLastGetsOutBeforeTheEnd() {
        TestSubscriber<Integer> downstream =
                source.compose(tenPerSecond().merge(Integer::sum)).test();
        for (int i = 1; i <= 5; i++) {
            source.onNext(i);
        }
        source.onComplete();
        downstream.assertValues(1).assertNotComplete();
        advance(99);
        downstream.assertValues(1);
        advance(1);

        downstream.assertResult(1, 14);
    }

    @Test
    void withoutMergeTheLatestIsKeptAndTheOthersAreReported() {
        List<String> dropped = new ArrayList<>();
        TestSubscriber<Integer> downstream = source.compose(
                        tenPerSecond().onDropped((value, why) -> dropped.add(value + " " + why)))
                .test();
        source.onNext(1);
        source.onNext(2);
        source.onNext(3);
        advance(100);

        downstream.assertValues(1, 3);
        assertThat(dropped).containsExactly("2 CONFLATED");
    }

    @Test
    void aBurstPassesAtOnceAndIsSavedUpAgain() {
        TestSubscriber<Integer> downstream =
                source.compose(tenPerSecond().burst(3)).test();
        for (int i = 1; i <= 4; i++) {
            source.onNext(i);
        }
        downstream.assertValues(1, 2, 3);
        advance(1_000);
        for (int i = 5; i <= 8; i++) {
            source.onNext(i);
        }
        downstream.assertValues(1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void aValueOfManyTokensIsPaidBeforeTheNextGoes() {
        TestSubscriber<Integer> downstream =
                source.compose(tenPerSecond().cost(value -> value)).test();
        source.onNext(5);
        source.onNext(1);
        advance(499);
        downstream.assertValues(5);
        advance(1);
        downstream.assertValues(5, 1);
    }

    @Test
    void eachKeyHasABucketOfItsOwnAndFullOnesAreForgotten() {
        TestSubscriber<Integer> downstream =
                source.compose(tenPerSecond().byKey(value -> value % 2, 2)).test();
        source.onNext(1);
        source.onNext(2);
        source.onNext(3);
        downstream.assertValues(1, 2);
        advance(100);
        downstream.assertValues(1, 2, 3);
    }

    @Test
    void aKeyTooManyFailsTheStreamUnlessAnotherIsAtRest() {
        TestSubscriber<Integer> downstream =
                source.compose(tenPerSecond().byKey(value -> value, 2)).test();
        source.onNext(1);
        source.onNext(2);
        advance(100);
        source.onNext(3);
        source.onNext(4);
        downstream.assertValues(1, 2, 3, 4);
        source.onNext(5);
        downstream.assertFailure(OverflowException.class, 1, 2, 3, 4);
    }

    @Test
    void demandThatComesLateFindsOneValue() {
        TestSubscriber<Integer> downstream = source.compose(tenPerSecond()).test(0);
        source.onNext(1);
        advance(1_000);
        source.onNext(2);
        downstream.request(9);
        downstream.assertValues(2);
    }

    @Test
    void tokensAreCountedWithoutOverflow() {
        ThrottleMerge<Integer> thirds = throttleMerge(3, Duration.ofSeconds(1));
        assertThat(thirds.nanosOf(1)).isEqualTo(333_333_334);
        assertThat(thirds.nanosOf(3)).isEqualTo(1_000_000_000);
        assertThat(thirds.nanosOf(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE >> 2);
        ThrottleMerge<Integer> vast = throttleMerge(Long.MAX_VALUE, Duration.ofDays(100_000));
        assertThat(vast.nanosOf(Long.MAX_VALUE / 2)).isPositive();
    }

    @Test
    void itReadsWellWithoutOptions() {
        Flowable.just(1)
                .compose(throttleMerge(10, Duration.ofSeconds(1)))
                .test()
                .assertResult(1);
    }

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(Keyed::ofNumber, setting -> {
            boolean eager = setting.random.nextBoolean();
            boolean merging = setting.random.nextBoolean();
            boolean byKey = setting.random.nextBoolean();
            int tokens = setting.between(1, 5);
            int interval = setting.between(1, 6);
            int burst = setting.between(1, 4);
            int maxKeys = byKey ? setting.between(1, 6) : 1;
            ThrottleMerge<Keyed> operator = ThrottleMerge.<Keyed>throttleMerge(
                            tokens, Duration.ofMillis((long) tokens * interval))
                    .burst(burst)
                    .cost(Keyed::weight)
                    .scheduler(setting.scheduler)
                    .onDropped(setting.onDropped());
            operator = eager ? operator.eagerErrors() : operator;
            operator = merging ? operator.merge(Keyed::plus) : operator;
            ThrottleMerge<Keyed> chosen = byKey ? operator.byKey(Keyed::key, maxKeys) : operator;
            return new RandomRuns.Case<>(
                    source -> source.compose(chosen), new BucketModel(eager, merging, byKey, interval, burst, maxKeys));
        });
    }

    /** Buckets that are filled every millisecond. Levels are in milliseconds: a token is as many as it takes to come. */
    private static final class BucketModel extends FifoModel<Keyed, Keyed> {

        private final boolean merging;
        private final boolean byKey;
        private final long token;
        private final long full;
        private final int maxKeys;
        private final Map<Integer, Long> levels = new HashMap<>();
        /** When the value of a key may go. */
        private final Map<Integer, Long> times = new HashMap<>();

        BucketModel(boolean eager, boolean merging, boolean byKey, long token, int burst, int maxKeys) {
            super(eager);
            this.merging = merging;
            this.byKey = byKey;
            this.token = token;
            this.full = token * burst;
            this.maxKeys = maxKeys;
        }

        @Override
        void offer(int source, Keyed value) {
            int key = keyOf(value);
            for (int i = 0; i < waiting.size(); i++) {
                Keyed before = waiting.get(i);
                if (keyOf(before) == key) {
                    waiting.set(i, merging ? before.plus(value) : value);
                    if (!merging) {
                        drop(before, DropReason.CONFLATED);
                    }
                    return;
                }
            }
            long inUse = levels.entrySet().stream()
                    .filter(each -> each.getKey() != key && (each.getValue() < full || isWaiting(each.getKey())))
                    .count();
            if (inUse >= maxKeys) {
                overflow(value, DropReason.TOO_MANY_KEYS);
                return;
            }
            long level = levels.computeIfAbsent(key, fresh -> full);
            times.put(key, now + Math.max(0, token - level));
            waiting.add(value);
        }

        private boolean isWaiting(int key) {
            return waiting.stream().anyMatch(value -> keyOf(value) == key);
        }

        private int keyOf(Keyed value) {
            return byKey ? value.key() : 0;
        }

        @Override
        void tick() {
            levels.replaceAll((key, level) -> Math.min(full, level + 1));
        }

        @Override
        @Nullable
        Keyed poll() {
            Keyed first = waiting.stream()
                    .filter(value -> levels.getOrDefault(keyOf(value), full) >= token)
                    .min(Comparator.comparing(value -> times.getOrDefault(keyOf(value), 0L)))
                    .orElse(null);
            if (first != null) {
                waiting.remove(first);
                levels.merge(keyOf(first), -first.weight() * token, Long::sum);
            }
            return first;
        }

        @Override
        void discard(DropReason reason) {
            waiting.sort(Comparator.comparing(value -> times.getOrDefault(keyOf(value), 0L)));
            super.discard(reason);
        }
    }

    private ThrottleMerge<Integer> tenPerSecond() {
        return ThrottleMerge.<Integer>throttleMerge(10, Duration.ofSeconds(1)).scheduler(scheduler);
    }

    private void advance(int millis) {
        scheduler.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    }
}
