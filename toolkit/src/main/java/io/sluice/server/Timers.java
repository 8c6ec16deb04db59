package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Timers of Vert.x as streams, so that nothing here needs a scheduler's threads. */
final class Timers {

    private Timers() {}

    /** Completes {@code delay} after its subscription, on the context of that; at once if Vert.x has ended. */
    static Completable after(Vertx vertx, Duration delay) {
        return Completable.create(emitter -> {
            try {
                long timer = vertx.setTimer(Math.max(1, delay.toMillis()), fired -> emitter.onComplete());
                emitter.setCancellable(() -> vertx.cancelTimer(timer));
            } catch (IllegalStateException | java.util.concurrent.RejectedExecutionException ended) {
                emitter.onComplete();
            }
        });
    }
}
