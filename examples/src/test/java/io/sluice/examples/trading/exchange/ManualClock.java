package io.sluice.examples.trading.exchange;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that passes when told to. */
final class ManualClock implements MarketClock {

    private record Timer(long due, long order, Runnable task) {}

    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::due).thenComparingLong(Timer::order));
    private long now = 5_000_000_000L;
    private long epochMillis = 1_700_000_000_000L;
    private long order;

    @Override
    public long nanoTime() {
        return now;
    }

    @Override
    public long epochMillis() {
        return epochMillis;
    }

    @Override
    public void after(long nanos, Runnable task) {
        timers.add(new Timer(now + nanos, order++, task));
    }

    /** Lets time pass; each timer fires at its moment. */
    void advanceMillis(long millis) {
        long end = now + millis * 1_000_000;
        epochMillis += millis;
        for (Timer timer = timers.peek(); timer != null && timer.due <= end; timer = timers.peek()) {
            timers.remove();
            now = Math.max(now, timer.due);
            timer.task.run();
        }
        now = end;
    }

    /** Lets time pass in which nobody gets to run. */
    void stallMillis(long millis) {
        now += millis * 1_000_000;
        epochMillis += millis;
    }

    /** Lets no time pass, only what is due already happen. */
    void runDue() {
        advanceMillis(0);
    }
}
