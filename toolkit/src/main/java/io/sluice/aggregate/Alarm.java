package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clock and timer of one subscription. The timer goes off once at the time set last: it marks what is due, under the lock of the
 * drain, and the drain emits it if there is demand. Setting it later is cheap, since a task that wakes too early only
 * sleeps again; so it may be set for every value.
 *
 * <p>Threading: every method but {@link #dispose} under the lock of the drain.
 */
final class Alarm {

    private static final long UNSET = Long.MAX_VALUE;

    private final Drain<?> drain;
    private final SteadyClock clock;
    private final Scheduler.Worker worker;
    private final Runnable mark;

    private long deadline = UNSET;
    /** When the task that is scheduled wakes, or {@link #UNSET} if there is none. */
    private long wakesAt = UNSET;

    private @Nullable Disposable task;
    /** The task that was scheduled last: they are counted, since one may have begun when it is replaced. */
    private long scheduled;

    /** @param mark what to do under the lock when it goes off; the drain is run after it */
    Alarm(Drain<?> drain, Scheduler scheduler, Runnable mark) {
        this.drain = drain;
        this.clock = new SteadyClock(scheduler);
        this.worker = scheduler.createWorker();
        this.mark = mark;
    }

    /** The scheduler's time in nanoseconds, which never goes back; as coarse as its clock, mostly a millisecond. */
    long now() {
        return clock.now();
    }

    /** Goes off {@code nanos} after {@code now}, instead of whenever it was set to. */
    void set(long now, long nanos) {
        long due = now + nanos;
        deadline = due < now || due == UNSET ? UNSET - 1 : due;
        if (wakesAt > deadline) {
            schedule(now);
        }
    }

    /** Does not go off until it is set again. */
    void clear() {
        deadline = UNSET;
    }

    void dispose() {
        worker.dispose();
    }

    private void schedule(long now) {
        if (task != null) {
            task.dispose();
        }
        wakesAt = deadline;
        long mine = ++scheduled;
        task = worker.schedule(() -> wake(mine), Math.max(0, deadline - now), TimeUnit.NANOSECONDS);
    }

    private void wake(long mine) {
        drain.lock();
        try {
            if (mine != scheduled) {
                boolean unused =
                        Thread.interrupted(); // by who replaced this task: not meant for whoever the thread works for
                // next
                return;
            }
            wakesAt = UNSET;
            task = null;
            if (deadline == UNSET || drain.isOver()) {
                return;
            }
            long now = now();
            if (now < deadline) {
                schedule(now);
                return;
            }
            deadline = UNSET;
            mark.run();
        } finally {
            drain.unlock();
        }
        drain.drain();
    }
}
