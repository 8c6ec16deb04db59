package io.sluice.perf.operators;

import java.math.BigDecimal;
import java.util.stream.IntStream;

/**
 * A value of a feed, made before anything is measured.
 *
 * @param key one of {@value #KEYS}
 * @param sequence from 0 on without gaps; also the time of the event in milliseconds
 */
record Tick(Integer key, long sequence, BigDecimal price) {

    static final int KEYS = 1_000;

    /** How many pass in one round: enough that the subscription does not show. A power of two. */
    static final int COUNT = 1 << 16;

    /** All of a round, key after key, round and round. */
    static final Tick[] ALL = make();

    private static Tick[] make() {
        Integer[] keys = IntStream.range(0, KEYS).boxed().toArray(Integer[]::new);
        return IntStream.range(0, COUNT)
                .mapToObj(i -> new Tick(keys[i % KEYS], i, BigDecimal.valueOf(10_000 + i % 100, 2)))
                .toArray(Tick[]::new);
    }
}
