package io.sluice.perf;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;

/** Calls at a fixed rate, open loop: a call that comes late neither delays nor spares the next one. */
public final class Pace {

    private Pace() {}

    /** Blocks for {@code count} calls of {@code step}, which is told when each was due. */
    public static void run(long perSecond, long count, LongConsumer step) {
        long start = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            step.accept(due);
        }
    }
}
