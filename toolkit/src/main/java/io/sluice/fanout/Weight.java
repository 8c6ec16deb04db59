package io.sluice.fanout;

import java.util.function.ToLongFunction;

/** Asks a weigher. */
final class Weight {

    private Weight() {}

    static <T> long of(T value, ToLongFunction<? super T> weigher) {
        long weight = weigher.applyAsLong(value);
        if (weight < 0) {
            throw new IllegalArgumentException("the weigher returned " + weight + ": a weight must not be negative");
        }
        return weight;
    }
}
