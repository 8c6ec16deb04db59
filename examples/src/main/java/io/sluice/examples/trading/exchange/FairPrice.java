package io.sluice.examples.trading.exchange;

import java.util.random.RandomGenerator;

/**
 * What a synthetic instrument is worth, which nobody in its market is told: a random walk whose volatility itself wanders about a
 * mean, drawn back to the initial price gently enough to be noticed only over hours.
 */
final class FairPrice {

    /** Of the volatility's logarithm: how fast it returns to its mean, per second, and how far it strays. */
    private static final double CALMING = 1 / 120.0;

    private static final double UNREST = 0.06;

    /** How fast the price returns to the initial one, per second. */
    private static final double PULL = 1 / 14_400.0;

    private final RandomGenerator random;
    private final double initial;
    private final double meanVolatility;
    private double price;
    private double logVolatility;

    /**
     * @param initial in ticks
     * @param meanVolatility in ticks, for one second
     */
    FairPrice(RandomGenerator random, double initial, double meanVolatility) {
        this.random = random;
        this.initial = initial;
        this.meanVolatility = meanVolatility;
        this.price = initial;
    }

    /** The price in ticks. */
    double ticks() {
        return price;
    }

    /** What the price typically moves by in one second, now. */
    double volatility() {
        return meanVolatility * StrictMath.exp(logVolatility);
    }

    void advance(double seconds) {
        double root = StrictMath.sqrt(seconds);
        logVolatility += -CALMING * logVolatility * seconds + UNREST * root * random.nextGaussian();
        price += PULL * (initial - price) * seconds + volatility() * root * random.nextGaussian();
        price = Math.max(price, initial / 10);
    }

    /** News: moves the price by so many of its typical seconds. */
    void jump(double seconds) {
        price = Math.max(price + volatility() * seconds, initial / 10);
    }
}
