package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import java.util.concurrent.TimeUnit;

/**
 * Tells how long a source has been quiet. It only marks that it is time to look: what follows is up to the drain.
 *
 * <p>Invariant: at most one task is scheduled, and none unless the drain {@linkplain #arm armed} the timer.
 *
 * <p>Threading: the task runs on the scheduler; everything else belongs to the drain.
 */
final class IdleTimer {

    private final Scheduler.Worker worker;
    private final long idleNanos;
    private final Runnable wake;
    private volatile boolean due;
    private boolean armed;
    private long lastHeard;

    IdleTimer(Scheduler scheduler, long idleNanos, Runnable wake) {
        this.worker = scheduler.createWorker();
        this.idleNanos = idleNanos;
        this.wake = wake;
    }

    /** A value has come: the source is not idle. */
    void heard() {
        lastHeard = now();
        arm(idleNanos);
    }

    /** Looks again after {@code nanos}, unless that is already to happen. */
    void arm(long nanos) {
        if (!armed) {
            armed = true;
            Disposable unused = worker.schedule(this::expire, Math.max(1, nanos), TimeUnit.NANOSECONDS);
        }
    }

    /** Nanoseconds of silence if the source is idle and this was not asked since the timer ran, else 0. */
    long takeIdleNanos() {
        if (!due) {
            return 0;
        }
        due = false;
        armed = false;
        long silence = now() - lastHeard;
        if (silence < idleNanos) {
            arm(idleNanos - silence);
            return 0;
        }
        return silence;
    }

    void stop() {
        worker.dispose();
    }

    private void expire() {
        due = true;
        wake.run();
    }

    private long now() {
        return worker.now(TimeUnit.NANOSECONDS);
    }
}
