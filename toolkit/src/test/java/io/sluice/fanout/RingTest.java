package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The ring against a list. */
class RingTest {

    private final long seed = Long.getLong("sluice.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whatLiesBetweenTwoPositionsCanBeReadAndWeighed() {
        Ring<Long> ring = new Ring<>(true);
        List<Long> weights = new ArrayList<>();
        long begin = 0;
        long end = 0;
        for (int i = 0; i < 20_000; i++) {
            int dice = random.nextInt(100);
            if (dice < 60 && end - begin < 200) {
                long weight = random.nextInt(100);
                ring.add(end++, weight, weight);
                weights.add(weight);
            } else if (dice < 99 && begin < end) {
                ring.removeFirst();
                weights.remove(0);
                begin++;
            } else if (dice == 99) {
                ring.clear();
                weights.clear();
                end += random.nextInt(5);
                begin = end;
            }
            if (begin == end) {
                continue;
            }
            assertThat(ring.begin()).as("-Dsluice.seed=" + seed).isEqualTo(begin);
            assertThat(ring.end()).isEqualTo(end);
            int from = random.nextInt(weights.size() + 1);
            long bytes = weights.subList(from, weights.size()).stream()
                    .mapToLong(Long::longValue)
                    .sum();
            assertThat(ring.bytesFrom(begin + from)).as("-Dsluice.seed=" + seed).isEqualTo(bytes);
            assertThat(ring.sumAt(end) - ring.sumAt(begin + from)).isEqualTo(bytes);
            if (from < weights.size()) {
                assertThat(ring.get(begin + from)).isEqualTo(weights.get(from));
            }
        }
    }

    @Test
    void aRingThatDoesNotWeighHoldsNoBytes() {
        Ring<String> ring = new Ring<>(false);
        ring.add(7, "a", 0);
        ring.add(8, "b", 0);

        assertThat(ring.get(8)).isEqualTo("b");
        assertThat(ring.bytesFrom(7)).isZero();
        assertThat(ring.sumAt(7)).isZero();
    }
}
