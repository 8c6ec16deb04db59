package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Joins under random operations: always the latest, and every value combined, told or still the latest. */
class JoinLatestRandomTest {

    @ParameterizedTest
    @EnumSource
    void everyRunIsWhatTheModelSays(ErrorDelivery errors) {
        RandomRun.repeat(400, seed -> new Run(seed, errors));
    }

    private record Item(int source, long seq) {}

    private static final class Run extends RandomRun<Item, List<Item>> {

        private final ErrorDelivery errors;
        private final int count = 1 + random.nextInt(4);
        private final List<List<Item>> brought = new ArrayList<>();
        private final List<Item> dropped = new ArrayList<>();

        Run(long seed, ErrorDelivery errors) {
            super(seed, 300);
            this.errors = errors;
            for (int i = 0; i < count; i++) {
                int source = i;
                List<Item> mine = new ArrayList<>();
                brought.add(mine);
                addSource(() -> {
                    mine.add(new Item(source, mine.size()));
                    return mine.get(mine.size() - 1);
                });
            }
        }

        @Override
        Flowable<List<Item>> operator() {
            JoinLatest<Item, List<Item>> join = JoinLatest.<Item, List<Item>>joinLatest(sources, List::copyOf)
                    .onDropped((item, reason) -> dropped.add(item));
            return errors == ErrorDelivery.AT_ONCE ? join.eagerErrors() : join;
        }

        private List<Item> latest() {
            return brought.stream().map(items -> items.get(items.size() - 1)).toList();
        }

        private boolean isComplete() {
            return brought.stream().noneMatch(List::isEmpty);
        }

        private boolean isNew() {
            return isComplete()
                    && (received.isEmpty() || !received.get(received.size() - 1).equals(latest()));
        }

        @Override
        void emitted(List<Item> combination) {
            assertThat(combination).isEqualTo(latest());
            if (received.size() > 1) {
                assertThat(combination).isNotEqualTo(received.get(received.size() - 2));
            }
        }

        @Override
        void assertQuiet() {
            if (cancelled) {
                return;
            }
            if (isTerminated()) {
                assertEveryValueIsAccountedFor();
            }
            if (sources.stream().anyMatch(source -> source.isEnded() && source.error() != null) && !completed) {
                assertThat(error != null).as("failed").isEqualTo(errors == ErrorDelivery.AT_ONCE || !isNew());
                return;
            }
            boolean hopeless = IntStream.range(0, count)
                    .anyMatch(i -> sources.get(i).isEnded() && brought.get(i).isEmpty());
            boolean allEnded = sources.stream().allMatch(StepSource::isEnded);
            assertThat(completed).as("completed").isEqualTo(hopeless || (allEnded && !isNew()));
            if (!completed) {
                assertThat(isNew() && demand() > 0).as("could be emitted").isFalse();
            }
        }

        private void assertEveryValueIsAccountedFor() {
            Set<Item> seen = new HashSet<>(dropped);
            assertThat(seen).as("told once").hasSameSizeAs(dropped);
            received.forEach(combination -> combination.forEach(item ->
                    assertThat(seen.contains(item)).as("combined and told").isFalse()));
            received.forEach(seen::addAll);
            brought.stream().filter(items -> !items.isEmpty()).forEach(items -> seen.add(items.get(items.size() - 1)));
            assertThat(seen).hasSize(brought.stream().mapToInt(List::size).sum());
        }
    }
}
