package io.sluice.perf;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * CPU time and allocation of one operation, counted for the calling thread alone. On a machine that others share too, the time
 * on the wall says more about them than about the code: CPU time of the thread does not grow while it waits for its turn, and
 * the cheapest of many rounds is the one least disturbed.
 *
 * @param nanos of CPU time
 * @param bytes allocated
 */
public record Cost(double nanos, double bytes) {

    private static final int FEWEST = 5;
    private static final int MOST = 50;
    private static final double BUDGET_NANOS = 500e6;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Of doing {@code work} once, as it comes. */
    public static Cost once(Runnable work) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long nanos = THREADS.getCurrentThreadCpuTime();
        work.run();
        nanos = THREADS.getCurrentThreadCpuTime() - nanos;
        bytes = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        return new Cost(nanos, bytes);
    }

    /**
     * Of doing {@code work} once, in the cheapest of several rounds: at least {@link #FEWEST}, and more as long as they do not
     * take longer than {@link #BUDGET_NANOS} together.
     */
    public static Cost cheapest(Runnable work) {
        Cost best = once(work);
        double spent = best.nanos;
        for (int i = 1; i < MOST && (i < FEWEST || spent < BUDGET_NANOS); i++) {
            Cost next = once(work);
            spent += next.nanos;
            best = best.least(next);
        }
        return best;
    }

    /** Of each the smaller one. */
    public Cost least(Cost other) {
        return new Cost(Math.min(nanos, other.nanos), Math.min(bytes, other.bytes));
    }

    public Cost per(double operations) {
        return new Cost(nanos / operations, bytes / operations);
    }
}
