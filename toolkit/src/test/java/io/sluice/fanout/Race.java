package io.sluice.fanout;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs two things at the same moment, again and again. */
public final class Race implements AutoCloseable {

    private final ExecutorService second = Executors.newSingleThreadExecutor();

    /** Returns when both have ended; throws what either threw. */
    public void run(Callable<?> one, Callable<?> two) throws Exception {
        AtomicInteger ready = new AtomicInteger();
        Future<?> other = second.submit(() -> {
            await(ready);
            return two.call();
        });
        await(ready);
        one.call();
        other.get(20, TimeUnit.SECONDS);
    }

    private static void await(AtomicInteger ready) {
        ready.incrementAndGet();
        spinUntil(ready, 2, TimeUnit.SECONDS.toNanos(20));
    }

    /** Waits, as awake as can be, until {@code value} has reached {@code goal}; false if it does not in {@code nanos}. */
    @SuppressWarnings("ThreadPriorityCheck") // with more threads than cores the other one may not even run
    static boolean spinUntil(AtomicInteger value, int goal, long nanos) {
        long start = System.nanoTime();
        for (int spins = 0; value.get() < goal; spins++) {
            if (spins < 1000) {
                Thread.onSpinWait();
            } else if (System.nanoTime() - start > nanos) {
                return false;
            } else {
                Thread.yield();
            }
        }
        return true;
    }

    @Override
    public void close() {
        second.shutdownNow();
    }
}
