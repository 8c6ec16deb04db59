package io.sluice.client;

import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Closeable;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/** Timers of Vert.x: they fire on the context they were set on, and end with it. */
record Pauses(Vertx vertx) {

    /**
     * Runs {@code then} after {@code pause}, unless disposed before.
     *
     * @param ended run instead if the context, which takes its timers along, ends first or has ended: its verticle is undeployed
     *     or Vert.x closed
     */
    Disposable after(Duration pause, Runnable then, Runnable ended) {
        ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
        Closeable hook = done -> {
            ended.run();
            done.succeed();
        };
        if (!context.closeFuture().add(hook)) {
            ended.run();
            return Disposable.disposed();
        }
        try {
            long timer = vertx.setTimer(Math.max(1, pause.toMillis()), fired -> {
                context.closeFuture().remove(hook);
                then.run();
            });
            return Disposable.fromAction(() -> {
                context.closeFuture().remove(hook);
                vertx.cancelTimer(timer);
            });
        } catch (IllegalStateException | RejectedExecutionException closed) {
            context.closeFuture().remove(hook);
            ended.run();
            return Disposable.disposed();
        }
    }
}
