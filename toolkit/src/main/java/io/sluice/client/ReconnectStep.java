package io.sluice.client;

import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.disposables.SerialDisposable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stretch of a {@link ReconnectLoop} in which it waits for one thing.
 *
 * <p>Threading: any thread. {@link #claim} is won once; who wins it decides what comes next.
 */
final class ReconnectStep {

    /** What is waited for. */
    enum Phase {
        /** Demand. */
        IDLE,
        /** The outcome of an attempt. */
        CONNECTING,
        /** The end of the connection. */
        OPEN,
        /** The end of the pause. */
        WAITING
    }

    private final Phase phase;
    private final AtomicBoolean claimed = new AtomicBoolean();
    private final SerialDisposable work = new SerialDisposable();

    ReconnectStep(Phase phase) {
        this.phase = phase;
    }

    Phase phase() {
        return phase;
    }

    boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    /** What is at work for this step; ends at once if the step has been stopped. */
    void work(Disposable atWork) {
        work.set(atWork);
    }

    void stop() {
        work.dispose();
    }
}
