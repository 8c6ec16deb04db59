package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells how long a source has been quiet. It only marks that it is time to look: what follows is up to the drain.
 *
 * <p>Invariant: at most one task is scheduled, and none unless the drain {@linkplain #arm armed} the timer; it wakes at the deadline
 * or before it, and then sleeps again. So the deadline can be moved for every value.
 *
 * <p>Threading: the task runs on the scheduler; everything else belongs to the drain.
 */
final class IdleTimer {

    private static final long NONE = 0;

    private final Scheduler.Worker worker;
    private final SteadyClock clock;
    private final long idleNanos;
    private final Runnable wake;
    /** The task that ran last. Tasks run one after the other, so one that was replaced while it began cannot hide a newer one. */
    private volatile long ran = NONE;
    /** The task that was scheduled last: they are counted. */
    private long scheduled = NONE;

    private long deadline;
    /** Null if none is scheduled. */
    private @Nullable Disposable task;

    private long wakesAt;
    private long lastHeard;

    IdleTimer(Scheduler scheduler, long idleNanos, Runnable wake) {
        this.worker = scheduler.createWorker();
        this.clock = new SteadyClock(scheduler);
        this.idleNanos = idleNanos;
        this.wake = wake;
    }

    /** A value has come: the source is not idle. */
    void heard() {
        lastHeard = clock.now();
        armAt(lastHeard, idleNanos);
    }

    /** Looks again after {@code nanos}, and not when it was to before. */
    void arm(long nanos) {
        armAt(clock.now(), nanos);
    }

    private void armAt(long now, long nanos) {
        deadline = now + nanos;
        if (task != null && wakesAt - deadline > 0) {
            task.dispose();
            task = null;
        }
        if (task == null) {
            schedule(now);
        }
    }

    private void schedule(long now) {
        wakesAt = deadline;
        long mine = ++scheduled;
        task = worker.schedule(() -> expire(mine), Math.max(1, deadline - now), TimeUnit.NANOSECONDS);
    }

    /** Nanoseconds of silence if the source is idle, the deadline has passed, and this was not asked since the timer ran; else 0. */
    long takeIdleNanos() {
        if (task == null || ran != scheduled) {
            return 0;
        }
        task = null; // not disposed of: it may still be at it, and would be interrupted
        long now = clock.now();
        if (now - deadline < 0) {
            schedule(now);
            return 0;
        }
        return now - lastHeard;
    }

    void stop() {
        worker.dispose();
    }

    private void expire(long mine) {
        ran = mine;
        wake.run();
    }
}
