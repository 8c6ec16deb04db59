package io.sluice.examples.trading.exchange;

/** Time and timers as a market sees them, so that tests can move it by hand. Tasks run on the exchange's event loop. */
interface MarketClock {

    /** Nanoseconds since some fixed moment; never runs backwards. */
    long nanoTime();

    /** Milliseconds since the epoch. */
    long epochMillis();

    /** Runs {@code task} once, not before {@code nanos} have passed and never within this call. */
    void after(long nanos, Runnable task);
}
