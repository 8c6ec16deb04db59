package io.sluice.perf.compare;

import java.util.concurrent.locks.LockSupport;

/** Time that passes while others work. */
final class Pauses {

    private Pauses() {}

    static void seconds(double seconds) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
