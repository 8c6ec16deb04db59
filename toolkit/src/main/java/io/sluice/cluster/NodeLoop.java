package io.sluice.cluster;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The thread of a node: runs what is to be done with the protocol, in the order it was given, on one event loop; ends the
 * turn once nothing waits, so that what came together leaves together; and wakes the protocol when it is due.
 *
 * <p>Invariants: all but {@link #execute} happens on the context's thread. Whoever finds {@code scheduled} false and sets it
 * schedules the run; it is cleared before the queue is looked at, so nothing that was added stays behind.
 *
 * <p>Memory: the queue has no bound of its own; who adds to it has.
 */
final class NodeLoop {

    private static final int BURST = 256;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Context context;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    /** What the protocol wanted done in the turn that goes on. */
    private final ArrayDeque<Runnable> effects = new ArrayDeque<>();

    private final Turns turns;
    private long timer = NO_TIMER;
    private long timerAt = Alarms.NEVER;
    private boolean stopped;
    private volatile long time = now();

    /** The protocol's side. */
    interface Turns {

        void endTurn();

        long nextWakeUp();

        void wakeUp();
    }

    NodeLoop(Vertx vertx, Context context, Turns turns) {
        this.vertx = vertx;
        this.context = context;
        this.turns = turns;
    }

    /** Milliseconds, from any origin. */
    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime()) + (1L << 40);
    }

    /** The time at which the present burst of tasks began: as exact as a turn is long, and free. Any thread. */
    long time() {
        return time;
    }

    /** Runs {@code task} soon. Any thread. */
    void execute(Runnable task) {
        tasks.add(task);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> run());
        }
    }

    /** Does {@code effect} as soon as the protocol's call has returned. On the loop. */
    void afterTurn(Runnable effect) {
        effects.add(effect);
    }

    /** Runs {@code task} after {@code delay} milliseconds. On the loop. */
    void after(long delay, Runnable task) {
        long unused = vertx.setTimer(delay, ignored -> execute(task));
    }

    private void run() {
        scheduled.set(false);
        time = now();
        int done = 0;
        do {
            done += runWaiting(BURST - done);
            if (!stopped) {
                guarded(turns::endTurn);
                doEffects();
            }
            // What came meanwhile is worth another round, as long as the other users of the event loop do not wait for
            // long.
        } while (done < BURST && !tasks.isEmpty());
        if (!stopped) {
            setTimer();
        }
        if (!tasks.isEmpty()) {
            schedule();
        }
    }

    private int runWaiting(int most) {
        int done = 0;
        for (Runnable task = tasks.poll(); task != null; task = done < most ? tasks.poll() : null) {
            guarded(task);
            doEffects();
            done++;
        }
        return done;
    }

    private void doEffects() {
        for (Runnable effect = effects.poll(); effect != null; effect = effects.poll()) {
            guarded(effect);
        }
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException bug) {
            // The others still want their node.
            RxJavaPlugins.onError(bug);
        }
    }

    private void setTimer() {
        long due = turns.nextWakeUp();
        if (due >= timerAt) {
            return;
        }
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
        timerAt = due;
        timer = vertx.setTimer(Math.max(1, due - now()), ignored -> {
            timer = NO_TIMER;
            timerAt = Alarms.NEVER;
            execute(turns::wakeUp);
        });
    }

    /** No more turns. On the loop. */
    void stop() {
        stopped = true;
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }
}
