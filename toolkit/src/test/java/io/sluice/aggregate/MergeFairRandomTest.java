package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fair merges under random operations: nothing lost, nothing out of order, bounds kept, and nobody served out of turn. */
class MergeFairRandomTest {

    private static final int RUNS = 400;

    @ParameterizedTest
    @EnumSource
    void everyRunIsWhatTheModelSays(ErrorDelivery errors) {
        RandomRun.repeat(RUNS, seed -> new Run(seed, errors));
    }

    private record Item(int source, long seq) {}

    private static final class Run extends RandomRun<Item, Item> {

        private final ErrorDelivery errors;
        private final int prefetch = 1 + random.nextInt(6);
        private final int[] weights;
        private final long[] brought;
        private final long[] delivered;
        /** Per pair: how much the one has been served since both had something waiting without a break. */
        private final long[][] servedTogether;

        Run(long seed, ErrorDelivery errors) {
            super(seed, 300);
            this.errors = errors;
            int count = 1 + random.nextInt(5);
            boolean weighted = random.nextBoolean();
            weights = random.ints(count, 1, weighted ? 5 : 2).toArray();
            brought = new long[count];
            delivered = new long[count];
            servedTogether = new long[count][count];
            IntStream.range(0, count).forEach(source -> addSource(() -> new Item(source, brought[source]++)));
        }

        @Override
        Flowable<Item> operator() {
            MergeFair<Item> merge =
                    MergeFair.mergeFair(sources).weights(weights).prefetch(prefetch);
            return errors == ErrorDelivery.AT_ONCE ? merge.eagerErrors() : merge;
        }

        @Override
        void emitted(Item item) {
            int source = item.source;
            assertThat(item.seq).as("next of source %s", source).isEqualTo(delivered[source]++);
            noteTurn(source);
            for (int i = 0; i < weights.length; i++) {
                assertAskedForNoMoreThanPrefetch(i);
            }
        }

        private void assertAskedForNoMoreThanPrefetch(int source) {
            // One that is being emitted has been taken from what waits, and more is only asked for after it.
            assertThat(sources.get(source).requested - delivered[source])
                    .as("asked of source %s beyond what is emitted", source)
                    .isBetween(0L, (long) prefetch);
        }

        private boolean waits(int source) {
            return brought[source] > delivered[source];
        }

        private void noteTurn(int served) {
            for (int other = 0; other < weights.length; other++) {
                if (other == served) {
                    continue;
                }
                if (!waits(other)) {
                    servedTogether[served][other] = 0;
                    servedTogether[other][served] = 0;
                    continue;
                }
                servedTogether[served][other]++;
                assertThat(servedTogether[served][other])
                        .as("turns of %s while %s waited and had %s", served, other, servedTogether[other][served])
                        .isLessThanOrEqualTo(mostTurns(served, other));
                if (!waits(served)) {
                    servedTogether[served][other] = 0;
                    servedTogether[other][served] = 0;
                }
            }
        }

        /** A round may have been under way when both began to wait, and one may be now; of those between each had its weight. */
        private long mostTurns(int served, int other) {
            if (weights[served] == 1 && weights[other] == 1) {
                return servedTogether[other][served] + 1;
            }
            return weights[served] * (servedTogether[other][served] / weights[other] + 2);
        }

        @Override
        void assertQuiet() {
            boolean failed = sources.stream().anyMatch(source -> source.isEnded() && source.error() != null);
            boolean allEnded = sources.stream().allMatch(StepSource::isEnded);
            long waiting =
                    Arrays.stream(brought).sum() - Arrays.stream(delivered).sum();
            if (cancelled) {
                return;
            }
            if (failed) {
                assertThat(error != null)
                        .as("failed while %s wait", waiting)
                        .isEqualTo(errors == ErrorDelivery.AT_ONCE || waiting == 0);
                return;
            }
            assertThat(completed).as("completed").isEqualTo(allEnded && waiting == 0);
            if (!completed) {
                assertThat(Math.min(waiting, demand())).as("could be emitted").isZero();
                sources.forEach(this::assertAskedForEnough);
            }
        }

        private void assertAskedForEnough(StepSource<Item> source) {
            int index = sources.indexOf(source);
            long waiting = brought[index] - delivered[index];
            int unreported = prefetch - (prefetch >> 2) - 1;
            assertThat(source.outstanding())
                    .as("asked of a source of which %s wait", waiting)
                    .isBetween(prefetch - waiting - unreported, prefetch - waiting);
        }
    }
}
