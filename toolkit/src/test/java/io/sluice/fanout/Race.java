package io.sluice.fanout;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs two things at the same moment, again and again. */
final class Race implements AutoCloseable {

    private final ExecutorService second = Executors.newSingleThreadExecutor();

    /** Returns when both have ended; throws what either threw. */
    void run(Callable<?> one, Callable<?> two) throws Exception {
        AtomicInteger ready = new AtomicInteger();
        Future<?> other = second.submit(() -> {
            await(ready);
            return two.call();
        });
        await(ready);
        one.call();
        other.get(20, TimeUnit.SECONDS);
    }

    @SuppressWarnings("ThreadPriorityCheck") // with more threads than cores the other one may not even run
    private static void await(AtomicInteger ready) {
        ready.incrementAndGet();
        for (int spins = 0; ready.get() < 2; spins++) {
            if (spins > 1000) {
                Thread.yield();
            } else {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void close() {
        second.shutdownNow();
    }
}
