package io.sluice.feed;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Where a subscriber gets its signals: on the event loop that it subscribed on, or on any thread.
 *
 * @param context of the event loop, or null
 * @param thread the event loop's, or null
 */
record Home(@Nullable Context context, @Nullable Thread thread) {

    private static final Home ANYWHERE = new Home(null, null);

    static Home current() {
        Context context = Vertx.currentContext();
        return context != null && context.isEventLoopContext() ? new Home(context, Thread.currentThread()) : ANYWHERE;
    }

    /** Runs {@code task}: now, if this is the place. */
    void run(Runnable task) {
        Context target = context;
        if (target == null || Thread.currentThread() == thread) {
            task.run();
        } else {
            target.runOnContext(ignored -> task.run());
        }
    }
}
