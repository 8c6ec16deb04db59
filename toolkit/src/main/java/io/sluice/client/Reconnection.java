package io.sluice.client;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.sluice.connection.Connection;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * The memory of one reconnecting subscription: how often in a row it has failed.
 *
 * <p>Threading: one attempt runs at a time and each ends before the next begins, so no field is shared.
 */
final class Reconnection {

    private final Backoff backoff;
    private final Consumer<Retry> onRetry;
    private int failures;
    private long openedAt;
    private boolean open;

    Reconnection(Backoff backoff, Consumer<Retry> onRetry) {
        this.backoff = backoff;
        this.onRetry = onRetry;
    }

    /** One attempt: the connection, then its end as an error that leads to the next attempt, or completion to stay away. */
    Flowable<Connection> attempt(Single<Connection> connect) {
        return connect.flatMapPublisher(connection -> {
            open = true;
            openedAt = System.nanoTime();
            return Flowable.just(connection).concatWith(endOf(connection)).doOnCancel(connection::close);
        });
    }

    private static Completable endOf(Connection connection) {
        return connection
                .closed()
                .flatMapCompletable(
                        status -> status.mayReconnect() ? Completable.error(lost(status)) : Completable.complete());
    }

    private static CloseException lost(CloseStatus status) {
        return new CloseException(status, "connection ended with " + status.code() + " " + status.reason());
    }

    /** An attempt failed, or its connection ended; returns the pause before the next. */
    Duration failed(Throwable cause) {
        if (open && System.nanoTime() - openedAt >= backoff.stableAfter().toNanos()) {
            failures = 0;
        }
        open = false;
        failures++;
        Duration pause = backoff.pause(failures, ThreadLocalRandom.current());
        onRetry.accept(new Retry(cause, failures, pause));
        return pause;
    }
}
