package io.sluice.examples.trading.exchange;

import java.util.random.RandomGenerator;

/**
 * When orders arrive: a self-exciting (Hawkes) process, in which each order makes further ones likelier for a while, so that
 * they come in clusters; now and then news sets off a burst.
 *
 * <p>Simulated by thinning: between orders the rate only falls, so it bounds itself until the next one.
 */
final class OrderArrivals {

    private static final double NANOS = 1e9;

    /** How fast excitement fades, per second. */
    private static final double DECAY = 8;

    /** Orders each order brings about, directly; below 1, or the market would explode. */
    private static final double OFFSPRING = 0.6;

    /** What keeps a run of bad luck from becoming a flood, in orders a second. */
    private static final double MOST_EXCITED = 9_000;

    private final RandomGenerator random;
    private final double calmRate;
    private double excitement;
    private double nanos;

    /** @param meanRate orders a second in the long run, bursts aside */
    OrderArrivals(RandomGenerator random, double meanRate) {
        this.random = random;
        this.calmRate = meanRate * (1 - OFFSPRING);
    }

    /** The time of the next order, in nanoseconds since the beginning. */
    long next() {
        while (true) {
            double bound = calmRate + excitement;
            double seconds = random.nextExponential() / bound;
            nanos += seconds * NANOS;
            excitement *= StrictMath.exp(-DECAY * seconds);
            if (random.nextDouble() * bound <= calmRate + excitement) {
                excite(OFFSPRING * DECAY);
                return (long) nanos;
            }
        }
    }

    /** News: the rate rises by {@code rate} orders a second at once. */
    void excite(double rate) {
        excitement = Math.min(MOST_EXCITED, excitement + rate);
    }
}
