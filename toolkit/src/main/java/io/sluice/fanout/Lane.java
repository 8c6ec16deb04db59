package io.sluice.fanout;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Where a shard emits: on one event loop, or on whatever thread has something for it.
 *
 * @param loop the thread of the event loop, or null for any thread
 * @param context one of that loop's contexts, or null
 */
record Lane(@Nullable Thread loop, @Nullable Context context) {

    private static final Lane ANY_THREAD = new Lane(null, null);

    /** The lane of the event loop this thread is, or the one of any thread. */
    static Lane current() {
        Context context = Vertx.currentContext();
        return context != null && context.isEventLoopContext() ? new Lane(Thread.currentThread(), context) : ANY_THREAD;
    }

    /** Two lanes are the same if their loop is: many contexts share one. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Lane that && loop == that.loop;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(loop);
    }

    boolean isLoop() {
        return loop != null;
    }

    boolean isHere() {
        return loop == null || loop == Thread.currentThread();
    }

    /** Runs {@code task} later on the loop. */
    void execute(Runnable task) {
        Context target = context;
        if (target != null) {
            target.runOnContext(ignored -> task.run());
        }
    }
}
