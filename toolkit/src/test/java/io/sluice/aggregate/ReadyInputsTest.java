package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.fanout.Race;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadyInputsTest {

    /** So many that two threads that push as many are at it at the same time, even if one begins late. */
    private static final int HALF = 5_000;

    private final ReadyInputs<Integer> ready = new ReadyInputs<>();
    private final FairDrain<Integer> drain =
            new FairDrain<>(new TestSubscriber<Integer>(), ErrorDelivery.AFTER_PENDING, 1, new int[] {1});
    private final List<FairInput<Integer>> inputs = Stream.generate(() -> new FairInput<>(drain, ready, 1, 1))
            .limit(2 * HALF)
            .toList();

    private List<FairInput<Integer>> drained() {
        List<FairInput<Integer>> all = new ArrayList<>();
        ready.drainTo(all::add);
        return all;
    }

    private Object push(List<FairInput<Integer>> some) {
        some.forEach(ready::push);
        return some;
    }

    @Test
    void theyComeOutInTheOrderInWhichTheyWerePushed() {
        assertThat(drained()).isEmpty();
        push(inputs);
        assertThat(drained()).isEqualTo(inputs);
        assertThat(drained()).isEmpty();
    }

    @Test
    void oneThatIsPushedAgainWhileItIsHandedOutComesOutAgain() {
        ready.push(inputs.get(0));
        ready.drainTo(ready::push);
        assertThat(drained()).containsExactly(inputs.get(0));
    }

    @Test
    void thoseThatTwoThreadsPushAreAllThereInTheOrderOfEach() throws Exception {
        List<FairInput<Integer>> some = inputs.subList(0, HALF);
        List<FairInput<Integer>> others = inputs.subList(HALF, 2 * HALF);
        Set<FairInput<Integer>> first = new HashSet<>(some);
        long start = System.nanoTime();
        try (Race race = new Race()) {
            do {
                race.run(() -> push(some), () -> push(others));
                Map<Boolean, List<FairInput<Integer>>> all =
                        drained().stream().collect(Collectors.partitioningBy(first::contains));
                assertThat(some.equals(all.get(true))).isTrue();
                assertThat(others.equals(all.get(false))).isTrue();
            } while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(250));
        }
    }
}
