package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BucketHeapTest {

    @Test
    void theFirstIsTheLeastWhoeverIsTakenOut() {
        Random random = new Random(5);
        BucketHeap<String> heap = new BucketHeap<>();
        List<Bucket<String>> model = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (model.isEmpty() || random.nextInt(100) < 52) {
                Bucket<String> bucket = new Bucket<>(i, 0);
                bucket.at = random.nextInt(50);
                bucket.turn = i;
                heap.add(bucket);
                model.add(bucket);
            } else {
                heap.remove(model.remove(random.nextInt(model.size())));
            }
            assertThat(heap.isEmpty()).isEqualTo(model.isEmpty());
            if (!model.isEmpty()) {
                assertThat(heap.first()).isSameAs(least(model));
            }
        }
    }

    private static Bucket<String> least(List<Bucket<String>> buckets) {
        return buckets.stream()
                .min(Comparator.<Bucket<String>>comparingLong(bucket -> bucket.at)
                        .thenComparingLong(bucket -> bucket.turn))
                .orElseThrow();
    }
}
