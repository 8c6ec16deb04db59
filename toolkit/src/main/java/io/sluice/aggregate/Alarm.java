package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The timer of one subscription: it goes off once at the time set last. Setting it later is cheap, since a task that wakes too
 * early only sleeps again; so it may be set for every value.
 *
 * <p>Threading: {@link #set} and {@link #clear} under the lock it was given; the action runs on the
 * scheduler without it, and {@link #dispose} may be called anywhere. The clock is the scheduler's; one that jumps back
 * makes nothing go off twice.
 */
final class Alarm {

    private static final long UNSET = Long.MAX_VALUE;

    private final Object lock;
    private final Scheduler scheduler;
    private final Scheduler.Worker worker;
    private final Runnable action;
    private long deadline = UNSET;
    /** When the task that is scheduled wakes, or {@link #UNSET} if there is none. */
    private long wakesAt = UNSET;

    private @Nullable Disposable task;

    /** @param action what to do when it goes off, called without the lock */
    Alarm(Object lock, Scheduler scheduler, Runnable action) {
        this.lock = lock;
        this.scheduler = scheduler;
        this.worker = scheduler.createWorker();
        this.action = action;
    }

    /** The scheduler's time in nanoseconds; as coarse as its clock, for most of them a millisecond. */
    long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }

    /** Goes off {@code nanos} after {@code now}, instead of whenever it was set to. */
    void set(long now, long nanos) {
        long due = now + nanos;
        deadline = due < now ? UNSET - 1 : due;
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
        task = worker.schedule(this::wake, Math.max(0, deadline - now), TimeUnit.NANOSECONDS);
    }

    private void wake() {
        synchronized (lock) {
            wakesAt = UNSET;
            task = null;
            if (deadline == UNSET) {
                return;
            }
            long now = now();
            if (now < deadline) {
                schedule(now);
                return;
            }
            deadline = UNSET;
        }
        action.run();
    }
}
