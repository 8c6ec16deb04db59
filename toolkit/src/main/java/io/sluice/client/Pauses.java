package io.sluice.client;

import io.reactivex.rxjava3.disposables.Disposable;
import io.vertx.core.Vertx;
import java.time.Duration;

/** Timers of Vert.x: they fire on the context they were set on. */
record Pauses(Vertx vertx) {

    /** Runs {@code then} after {@code pause}, unless disposed before. */
    Disposable after(Duration pause, Runnable then) {
        long timer = vertx.setTimer(Math.max(1, pause.toMillis()), fired -> then.run());
        return Disposable.fromAction(() -> vertx.cancelTimer(timer));
    }
}
