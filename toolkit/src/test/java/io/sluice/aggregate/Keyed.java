package io.sluice.aggregate;

/** A value with a key and a weight, which stands for {@code merged} values; the sum tells whether each was merged once. */
record Keyed(int key, long sum, int merged, int weight) {

    static Keyed ofNumber(int n) {
        return new Keyed(n * 7 % 5, 1L << (n % 60), 1, n % 4);
    }

    Keyed plus(Keyed other) {
        return new Keyed(key, sum + other.sum, merged + other.merged, weight + other.weight);
    }
}
