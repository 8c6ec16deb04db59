package io.sluice.feed.wire;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The context of a connection: one task at a time. On the thread of its event loop a task runs at once, elsewhere later.
 *
 * @param loop the event loop's thread, or null
 */
record Place(Context context, @Nullable Thread loop) implements Executor {

    static Place current() {
        Context context = Vertx.currentContext();
        if (context == null) {
            throw new IllegalStateException("a feed is served on a context of Vert.x");
        }
        return new Place(context, context.isEventLoopContext() ? Thread.currentThread() : null);
    }

    @Override
    public void execute(Runnable task) {
        if (Thread.currentThread() == loop) {
            task.run();
        } else {
            context.runOnContext(ignored -> task.run());
        }
    }

    /** Runs {@code task} here in {@code millis}; returns what stops it. */
    Runnable after(long millis, Runnable task) {
        Vertx vertx = context.owner();
        long timer = vertx.setTimer(Math.max(1, millis), ignored -> execute(task));
        return () -> {
            boolean unused = vertx.cancelTimer(timer);
        };
    }

    /** Runs {@code task} here every {@code millis}; returns what stops it. */
    Runnable every(long millis, Runnable task) {
        Vertx vertx = context.owner();
        long timer = vertx.setPeriodic(millis, ignored -> execute(task));
        return () -> {
            boolean unused = vertx.cancelTimer(timer);
        };
    }
}
