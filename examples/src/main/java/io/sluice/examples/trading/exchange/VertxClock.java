package io.sluice.examples.trading.exchange;

import io.vertx.core.Vertx;

/** Real time. Timers fire a millisecond late at most, unless the event loop is busy: they are never early. */
final class VertxClock implements MarketClock {

    private static final long MILLI = 1_000_000;

    private final Vertx vertx;

    VertxClock(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long epochMillis() {
        return System.currentTimeMillis();
    }

    @Override
    public void after(long nanos, Runnable task) {
        if (nanos <= 0) {
            vertx.runOnContext(v -> task.run());
        } else {
            vertx.setTimer((nanos + MILLI - 1) / MILLI, fired -> task.run());
        }
    }
}
