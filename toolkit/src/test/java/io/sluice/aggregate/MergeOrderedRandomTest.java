package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ordered merges under random operations, against a model that sorts. */
class MergeOrderedRandomTest {

    @ParameterizedTest
    @EnumSource
    void everyRunIsWhatTheModelSays(ErrorDelivery errors) {
        RandomRun.repeat(400, seed -> new Run(seed, errors));
    }

    private record Item(long time, int source, long seq) {}

    private static final class Run extends RandomRun<Item, Item> {

        private static final Comparator<Item> ORDER = Comparator.comparing(Item::time);
        private static final Comparator<Item> WITH_TIES =
                ORDER.thenComparing(Item::source).thenComparing(Item::seq);

        private final ErrorDelivery errors;
        private final int prefetch = 1 + random.nextInt(5);
        private final long[] clocks;
        private final List<Item> waiting = new ArrayList<>();
        private long seq;

        Run(long seed, ErrorDelivery errors) {
            super(seed, 300);
            this.errors = errors;
            this.clocks = new long[1 + random.nextInt(5)];
            IntStream.range(0, clocks.length).forEach(source -> addSource(() -> next(source)));
        }

        private Item next(int source) {
            Item item = new Item(clocks[source] += random.nextInt(3), source, seq++);
            waiting.add(item);
            return item;
        }

        @Override
        Flowable<Item> operator() {
            MergeOrdered<Item> merge = MergeOrdered.mergeOrdered(sources, ORDER).prefetch(prefetch);
            return errors == ErrorDelivery.AT_ONCE ? merge.eagerErrors() : merge;
        }

        @Override
        void emitted(Item item) {
            assertThat(item).isEqualTo(waiting.stream().min(WITH_TIES).orElseThrow());
            if (!hasFailed()) {
                for (int i = 0; i < clocks.length; i++) {
                    assertThat(isSilent(i))
                            .as("source %s may still bring less", i)
                            .isFalse();
                }
            }
            waiting.remove(item);
        }

        private boolean hasFailed() {
            return sources.stream().anyMatch(source -> source.isEnded() && source.error() != null);
        }

        /** Whether it may still bring any value while none of its waits. */
        private boolean isSilent(int source) {
            return !sources.get(source).isEnded() && waiting.stream().noneMatch(item -> item.source == source);
        }

        @Override
        void assertQuiet() {
            if (cancelled) {
                return;
            }
            for (int i = 0; i < clocks.length; i++) {
                int source = i;
                long held =
                        waiting.stream().filter(item -> item.source == source).count();
                assertThat(held + sources.get(i).outstanding())
                        .as("asked of %s", i)
                        .isLessThanOrEqualTo(prefetch);
            }
            if (hasFailed()) {
                assertThat(error != null).as("failed").isEqualTo(errors == ErrorDelivery.AT_ONCE || waiting.isEmpty());
                return;
            }
            assertThat(completed)
                    .as("completed")
                    .isEqualTo(waiting.isEmpty() && sources.stream().allMatch(StepSource::isEnded));
            if (!waiting.isEmpty() && demand() > 0) {
                assertThat(IntStream.range(0, clocks.length).anyMatch(this::isSilent))
                        .as("a source is waited for")
                        .isTrue();
            }
        }
    }
}
