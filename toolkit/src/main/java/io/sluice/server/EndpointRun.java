package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.vertx.core.Closeable;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.logging.Logger;
import io.vertx.core.internal.logging.LoggerFactory;
import java.time.Duration;

/**
 * An endpoint at work on one connection, from the handshake to whichever of the two ends last.
 *
 * <pre>
 *   work ends first        the connection is closed, with the status that fits
 *   connection ends well   the work may go on with what it has received, for {@code patience}, then it is disposed; while its
 *                          server shuts down, until that ends
 *   connection ends else   the work is disposed
 *   the context ends       the work is disposed as soon as the connection is gone
 * </pre>
 *
 * <p>Threading: {@link #start} on the connection's context, the rest on any thread.
 */
final class EndpointRun implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointRun.class);

    private final Connection connection;
    private final ContextInternal context;
    private final Duration patience;
    private final Host host;
    private final CompletableSubject stopped = CompletableSubject.create();

    EndpointRun(Connection connection, ContextInternal context, Duration patience, Host host) {
        this.connection = connection;
        this.context = context;
        this.patience = patience;
        this.host = host;
    }

    void start(Completable work) {
        // Vert.x ends the context's timers along with it: nobody but this would dispose of the work then.
        context.closeFuture().add(this);
        host.started(this);
        Disposable unused = work.takeUntil(outlived())
                .doFinally(this::finished)
                .subscribe(connection::close, failure -> connection.close(statusFor(failure)));
    }

    /** Completes when the work has outlived its connection for long enough. */
    private Completable outlived() {
        return connection
                .closed()
                .flatMapCompletable(status -> status.isNormal() ? patience() : Completable.complete())
                .ambWith(stopped);
    }

    private Completable patience() {
        return host.isStopping() ? Completable.never() : Timers.after(context.owner(), patience);
    }

    private void finished() {
        context.closeFuture().remove(this);
        host.finished(this);
    }

    Connection connection() {
        return connection;
    }

    /** Ends both now. */
    void cut() {
        connection.cancel();
        stopped.onComplete();
    }

    @Override
    public void close(io.vertx.core.Completable<Void> done) {
        Disposable unused = connection.closed().subscribe(status -> {
            stopped.onComplete();
            done.succeed();
        });
    }

    private CloseStatus statusFor(Throwable failure) {
        if (failure instanceof CloseException chosen) {
            return chosen.status();
        }
        if (failure instanceof ConnectionClosedException) {
            LOG.debug("The endpoint of " + connection + " lost a connection", failure);
        } else {
            LOG.error("The endpoint of " + connection + " failed; closing with 1011", failure);
        }
        return CloseStatus.of(CloseCode.INTERNAL_ERROR, "internal error");
    }
}
