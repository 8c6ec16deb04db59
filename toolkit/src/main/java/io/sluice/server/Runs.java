package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The endpoints at work on a server, and how they are brought to an end.
 *
 * <p>Invariant: a run that starts while the server is stopping is told so, whether {@link #end} saw it or not: it is added to
 * the set before it looks at {@code stopping}, which is set before {@link #end} looks at the set.
 *
 * <p>Threading: any thread.
 */
final class Runs implements Host {

    private static final CloseStatus GOING_AWAY = CloseStatus.of(CloseCode.GOING_AWAY, "");

    private final ConnectionQuota quota;
    private final Set<EndpointRun> running = ConcurrentHashMap.newKeySet();
    /** Their endpoints have ended, but their peers have not answered the close yet. */
    private final Set<EndpointRun> closing = ConcurrentHashMap.newKeySet();

    private final AtomicBoolean ending = new AtomicBoolean();
    private final CompletableSubject ended = CompletableSubject.create();
    private volatile boolean stopping;
    private volatile boolean cutting;
    private volatile boolean channelsClosed;

    Runs(ConnectionQuota quota) {
        this.quota = quota;
    }

    int count() {
        return running.size();
    }

    @Override
    public boolean isStopping() {
        return stopping;
    }

    @Override
    public ConnectionQuota quota() {
        return quota;
    }

    @Override
    public void started(EndpointRun run) {
        running.add(run);
        if (cutting || channelsClosed) {
            run.cut();
        } else if (stopping) {
            goAway(run);
        }
    }

    @Override
    public void finished(EndpointRun run) {
        if (!run.connection().isClosed()) {
            closing.add(run);
            Disposable unused = run.connection().closed().subscribe(status -> {
                closing.remove(run);
                completeIfDone();
            });
        }
        running.remove(run);
        if (cutting) {
            run.cut();
        }
        completeIfDone();
    }

    /** Ends {@code http} and all that runs on it, within {@code grace}. */
    Completable end(Vertx vertx, HttpServer http, Duration grace) {
        if (ending.compareAndSet(false, true)) {
            stopping = true;
            running.forEach(Runs::goAway);
            http.shutdown(grace.toMillis(), TimeUnit.MILLISECONDS).onComplete(v -> {
                // Not before: a handshake under way may still become a run.
                channelsClosed = true;
                completeIfDone();
            });
            Disposable unused = Timers.after(vertx, grace).takeUntil(ended).subscribe(this::cut);
        }
        return ended.hide();
    }

    private static void goAway(EndpointRun run) {
        Completable unused = run.connection().close(GOING_AWAY);
    }

    private void cut() {
        cutting = true;
        running.forEach(EndpointRun::cut);
        closing.forEach(EndpointRun::cut);
    }

    private void completeIfDone() {
        if (channelsClosed && running.isEmpty() && closing.isEmpty()) {
            ended.onComplete();
        }
    }
}
