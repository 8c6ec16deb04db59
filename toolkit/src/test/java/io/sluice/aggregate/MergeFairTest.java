package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MergeFairTest {

    /** RxJava's merge gives [30000, 0, 0] here: it goes on with the source it emitted from last. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 16, 32})
    void rxJavaMergeUnfairness(int prefetch) {
        TestSubscriber<Integer> reader = MergeFair.mergeFair(always(0), always(1), always(2))
                .prefetch(prefetch)
                .test(0);
        int[] served = new int[3];
        int widest = 0;
        for (int i = 0; i < 30_000; i++) {
            reader.request(1);
            served[reader.values().get(i)]++;
            widest = Math.max(widest, spread(served));
        }
        assertThat(widest).isEqualTo(1);
        assertThat(served).containsExactly(10_000, 10_000, 10_000);
        reader.cancel();
    }

    @Test
    void oneRequestWithoutEndIsAsFairAsManySmallOnes() {
        List<Integer> values = MergeFair.mergeFair(always(0), always(1), always(2))
                .take(30_000)
                .toList()
                .blockingGet();
        int[] served = new int[3];
        int widest = 0;
        for (int value : values) {
            served[value]++;
            widest = Math.max(widest, spread(served));
        }
        assertThat(widest).isEqualTo(1);
    }

    @Test
    void aHeavySourceDoesNotEmitItsWholeWeightInOneGo() {
        assertThat(MergeFair.mergeFair(always(0), always(1))
                        .weights(3, 1)
                        .take(8)
                        .blockingIterable())
                .containsExactly(0, 1, 0, 0, 1, 0, 0, 0);
    }

    @Test
    void weightsCountByTheirRatios() {
        assertThat(MergeFair.mergeFair(always(0), always(1))
                        .weights(2000, 1000)
                        .take(6)
                        .blockingIterable())
                .containsExactly(0, 1, 0, 1, 0, 0);
    }

    /** Sources that bring between a little and a lot more than their share, in bursts, to a reader that is the slowest of all. */
    @Test
    void tenSourcesOfUnequalSpeedGetTheirWeights() {
        int[] weights = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
        int total = IntStream.of(weights).sum();
        List<StepSource<Integer>> sources = sourcesOf(weights.length);
        Random random = new Random(42);
        TestSubscriber<Integer> reader =
                MergeFair.mergeFair(sources).weights(weights).test(0);
        int ticks = 2_000;
        for (int tick = 0; tick < ticks; tick++) {
            for (int i = 0; i < weights.length; i++) {
                double speed = weights[i] * (1.2 + (i * 7 % 10) / 2.0);
                int burst = 1 + i % 3;
                if (tick % burst == 0) {
                    sources.get(i).offer(Math.round(burst * speed * (0.8 + 0.4 * random.nextDouble())));
                }
            }
            for (int i = 0; i < total; i++) {
                reader.request(1);
            }
        }
        assertThat(reader.values().size()).isGreaterThan(ticks * total * 99 / 100);
        assertShares(reader.values(), weights, 0.05);
        reader.cancel();
    }

    @Test
    void whatASlowSourceLeavesGoesToTheOthersByTheirWeights() {
        StepSource<Integer> slow = new StepSource<>(() -> 2);
        TestSubscriber<Integer> reader =
                MergeFair.mergeFair(always(0), always(1), slow).weights(1, 3, 6).test(0);
        for (int i = 0; i < 10_000; i++) {
            if (i % 100 == 0) {
                slow.offer(1);
            }
            reader.request(1);
        }
        assertThat(reader.values()).filteredOn(value -> value == 2).hasSize(100);
        assertShares(reader.values().stream().filter(value -> value != 2).toList(), new int[] {1, 3}, 0.01);
        reader.cancel();
    }

    @Test
    void aSourceThatWasSilentSavesNothingUp() {
        StepSource<Integer> late = new StepSource<>(() -> 1);
        TestSubscriber<Integer> reader = MergeFair.mergeFair(always(0), late).test(1_000);
        late.offer(1_000);
        reader.request(100);
        assertThat(reader.values().subList(1_000, 1_100))
                .filteredOn(value -> value == 1)
                .hasSizeBetween(49, 51);
        reader.cancel();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 32})
    void noSourceIsAskedForMoreThanItsPrefetch(int prefetch) {
        List<StepSource<Integer>> sources = sourcesOf(3);
        TestSubscriber<Integer> reader =
                MergeFair.mergeFair(sources).prefetch(prefetch).test(0);
        sources.forEach(source -> source.offer(1_000));
        assertThat(sources).allMatch(source -> source.emitted == prefetch);
        reader.request(300);
        assertThat(sources).allMatch(source -> source.requested <= 100 + prefetch);
        reader.cancel();
        assertThat(sources).allMatch(source -> source.cancelled);
    }

    @Test
    void waitingValuesAreEmittedBeforeTheError() {
        List<StepSource<Integer>> sources = sourcesOf(2);
        TestSubscriber<Integer> reader = MergeFair.mergeFair(sources).test(1);
        sources.get(0).offer(3);
        sources.get(1).offer(2);
        IllegalStateException error = new IllegalStateException("of a source");
        sources.get(0).end(error);
        assertThat(sources.get(1).cancelled).isTrue();
        reader.assertValues(0).assertNotComplete().assertNoErrors();
        reader.request(4);
        reader.assertError(error);
        assertThat(reader.values()).containsExactlyInAnyOrder(0, 0, 0, 1, 1);
    }

    @Test
    void anErrorDeliveredAtOnceWaitsForNoDemand() {
        List<StepSource<Integer>> sources = sourcesOf(2);
        TestSubscriber<Integer> reader =
                MergeFair.mergeFair(sources).eagerErrors().test(0);
        sources.get(0).offer(3);
        IllegalStateException error = new IllegalStateException("of a source");
        sources.get(1).end(error);
        reader.assertNoValues().assertError(error);
    }

    @Test
    void completesWithoutDemandOnceNothingWaits() {
        List<StepSource<Integer>> sources = sourcesOf(2);
        TestSubscriber<Integer> reader = MergeFair.mergeFair(sources).test(0);
        sources.get(0).end(null);
        reader.assertNotComplete();
        sources.get(1).end(null);
        reader.assertComplete();
        MergeFair.mergeFair(List.<Flowable<Integer>>of()).test(0).assertResult();
    }

    @Test
    void aSourceThatEmitsUnaskedEndsTheMerge() {
        PublishProcessor<Integer> hot = PublishProcessor.create();
        Flowable<Integer> careless = Flowable.unsafeCreate(subscriber -> hot.subscribe(new Unasked<>(subscriber)));
        TestSubscriber<Integer> reader =
                MergeFair.mergeFair(careless, always(1)).prefetch(4).test(0);
        for (int i = 0; i < 5; i++) {
            hot.onNext(0);
        }
        assertThat(hot.hasSubscribers()).isFalse();
        reader.request(100);
        reader.assertError(MissingBackpressureException.class);
        assertThat(reader.values()).hasSize(8).filteredOn(value -> value == 0).hasSize(4);
    }

    @Test
    void aReaderThatThrowsEndsTheMerge() {
        List<StepSource<Integer>> sources = sourcesOf(2);
        List<Throwable> errors = new ArrayList<>();
        List<Throwable> undeliverable = new ArrayList<>();
        IllegalStateException thrown = new IllegalStateException("of the reader");
        RxJavaPlugins.setErrorHandler(undeliverable::add);
        try {
            MergeFair.mergeFair(sources).subscribe(new Throwing<>(thrown, errors));
            sources.get(0).offer(2);
        } finally {
            RxJavaPlugins.setErrorHandler(null);
        }
        assertThat(errors).isEmpty(); // rule 2.13: it counts as cancelled
        assertThat(undeliverable).containsExactly(thrown);
        assertThat(sources).allMatch(source -> source.cancelled);
    }

    @Test
    void badArgumentsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergeFair.mergeFair(always(0)).weights(1, 2))
                .withMessage("2 weights for 1 sources");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergeFair.mergeFair(always(0)).weights(0))
                .withMessage("each weight must be positive, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MergeFair.mergeFair(always(0)).prefetch(0))
                .withMessage("prefetch must be positive, not 0");
    }

    /** Ready inputs are handed over without a lock: every value of every thread, in its order, whatever is requested when. */
    @RepeatedTest(5)
    void valuesOfRacingSourcesAllArriveInOrder() {
        int perSource = 20_000;
        List<Flowable<Integer>> sources = IntStream.range(0, 4)
                .mapToObj(source -> Flowable.range(0, perSource)
                        .map(seq -> seq * 4 + source)
                        .subscribeOn(Schedulers.newThread()))
                .toList();
        TestSubscriber<Integer> reader = new TestSubscriber<>(1) {
            @Override
            public void onNext(Integer value) {
                super.onNext(value);
                request(1);
            }
        };
        MergeFair.mergeFair(sources).weights(1, 2, 1, 3).prefetch(5).subscribe(reader);
        assertThat(reader.awaitDone(20, TimeUnit.SECONDS).values()).hasSize(4 * perSource);
        reader.assertComplete();
        int[] next = new int[4];
        for (int value : reader.values()) {
            assertThat(value / 4).isEqualTo(next[value % 4]++);
        }
    }

    private static Flowable<Integer> always(int value) {
        return Flowable.just(value).repeat();
    }

    private static List<StepSource<Integer>> sourcesOf(int count) {
        return IntStream.range(0, count)
                .mapToObj(source -> new StepSource<>(() -> source))
                .toList();
    }

    private static int spread(int[] counts) {
        return IntStream.of(counts).max().orElseThrow()
                - IntStream.of(counts).min().orElseThrow();
    }

    private static void assertShares(List<Integer> values, int[] weights, double tolerance) {
        int[] served = new int[weights.length];
        values.forEach(value -> served[value]++);
        double total = IntStream.of(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            double due = values.size() * weights[i] / total;
            assertThat(served[i] / due).as("share of source %s", i).isBetween(1 - tolerance, 1 + tolerance);
        }
    }
}
