package io.sluice.client;

import io.reactivex.rxjava3.disposables.SerialDisposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.client.ReconnectStep.Phase;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.internal.Demand;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription to {@link Connections}: idle, connecting, open, waiting, and round again.
 *
 * <p>Invariant: there is one {@link ReconnectStep} at a time, and who wants to leave it has to {@linkplain ReconnectStep#claim
 * claim} it, which only one can: what it waited for, or whoever ends the loop. A loop that is to end is recorded before the
 * step is claimed, and looked for after a step has been entered, so that none is entered unseen. Signals are emitted only by
 * who has claimed a step, hence one at a time. A step that ends while its connection is being emitted is left after that:
 * only a cancellation, which emits nothing, can claim it sooner.
 *
 * <p>Threading: {@link #request}, {@link #cancel} and the end of the client on any thread.
 */
final class ReconnectLoop implements Subscription {

    private final Connections plan;
    private final RetryMemory memory;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicReference<@Nullable ReconnectStep> current = new AtomicReference<>();
    private final SerialDisposable closing = new SerialDisposable();
    private volatile @Nullable Subscriber<? super Connection> downstream;
    private volatile @Nullable Connection connection;

    // Why to end.
    private volatile boolean cancelled;
    private volatile boolean clientClosed;
    private volatile @Nullable Throwable badRequest;

    ReconnectLoop(Connections plan, Subscriber<? super Connection> downstream) {
        this.plan = plan;
        this.downstream = downstream;
        memory = new RetryMemory(plan.backoff());
    }

    /** To be called once, after {@code onSubscribe}: nothing is emitted before. */
    void start() {
        closing.set(plan.closing().subscribe(this::clientEnded));
        next();
    }

    /** The client is closed, or what it runs on has ended. */
    private void clientEnded() {
        clientClosed = true;
        end();
    }

    @Override
    public void request(long n) {
        IllegalArgumentException violation = Demand.violation(n);
        if (violation != null) {
            badRequest = violation;
            end();
            return;
        }
        requested.updateAndGet(demand -> Demand.add(demand, n));
        ReconnectStep step = current.get();
        if (step != null && step.phase() == Phase.IDLE) {
            connectIfRequested(step);
        }
    }

    @Override
    public void cancel() {
        cancelled = true;
        end();
    }

    private void end() {
        ReconnectStep step = current.get();
        if (step != null) {
            endIfTold(step);
        }
    }

    private ReconnectStep enter(Phase phase) {
        ReconnectStep step = new ReconnectStep(phase);
        current.set(step);
        endIfTold(step);
        return step;
    }

    private void endIfTold(ReconnectStep step) {
        boolean told = clientClosed || badRequest != null;
        if (cancelled || (told && step.phase() != Phase.OPEN)) {
            if (step.claim()) {
                step.stop();
                hangUp();
                finish(badRequest);
            }
        } else if (told) {
            hangUp(); // and the rest when it is closed: it may just be being emitted
        }
    }

    private void hangUp() {
        Connection open = connection;
        if (open != null) {
            open.close(clientClosed ? CloseStatus.of(CloseCode.GOING_AWAY, "") : CloseStatus.NORMAL);
        }
    }

    private void next() {
        if (requested.get() == 0) {
            plan.state(new ClientState.Idle());
        }
        connectIfRequested(enter(Phase.IDLE));
    }

    private void connectIfRequested(ReconnectStep idle) {
        if (requested.get() > 0 && idle.claim()) {
            connect();
        }
    }

    private void connect() {
        plan.state(new ClientState.Connecting(memory.failures() + 1));
        ReconnectStep step = enter(Phase.CONNECTING);
        step.work(plan.opening().subscribe(opened -> opened(step, opened), failure -> failed(step, failure)));
    }

    private void opened(ReconnectStep connecting, Connection opened) {
        if (!connecting.claim()) {
            opened.cancel();
            return;
        }
        memory.opened();
        requested.updateAndGet(demand -> Demand.produced(demand, 1));
        connection = opened;
        plan.state(new ClientState.Open(opened));
        ReconnectStep open = enter(Phase.OPEN);
        emit(opened);
        open.work(opened.closed().subscribe(status -> closed(open, status)));
    }

    /** Rule 2.13 forbids subscribers to throw; one that does is cancelled. */
    private void emit(Connection opened) {
        Subscriber<? super Connection> subscriber = downstream;
        if (subscriber == null || cancelled) {
            return;
        }
        try {
            subscriber.onNext(opened);
        } catch (Throwable thrown) {
            cancel();
            RxJavaPlugins.onError(thrown);
        }
    }

    private void closed(ReconnectStep open, CloseStatus status) {
        if (open.claim()) {
            connection = null;
            lost(new ConnectionClosedException(status));
        }
    }

    private void failed(ReconnectStep connecting, Throwable failure) {
        if (connecting.claim()) {
            lost(failure);
        }
    }

    private void lost(Throwable cause) {
        if (cancelled || clientClosed || badRequest != null) {
            finish(badRequest);
            return;
        }
        Retry retry;
        try {
            if (!plan.mayReconnect(cause)) {
                finish(Connections.isPlanned(cause) ? null : cause);
                return;
            }
            retry = memory.failed(cause);
            plan.retrying(retry);
        } catch (Throwable thrown) {
            finish(thrown);
            return;
        }
        plan.state(new ClientState.Waiting(retry));
        ReconnectStep step = enter(Phase.WAITING);
        step.work(plan.pauses().after(retry.pause(), () -> waited(step), this::clientEnded));
    }

    private void waited(ReconnectStep waiting) {
        if (waiting.claim()) {
            next();
        }
    }

    /** The last step is claimed; {@code cause} null for completion. */
    private void finish(@Nullable Throwable cause) {
        Subscriber<? super Connection> subscriber = downstream;
        downstream = null;
        connection = null;
        closing.dispose();
        plan.state(new ClientState.Ended(cancelled ? null : cause));
        if (subscriber == null || cancelled) {
            return;
        }
        if (cause == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(cause);
        }
    }
}
