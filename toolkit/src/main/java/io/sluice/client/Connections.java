package io.sluice.client;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.BehaviorProcessor;
import io.reactivex.rxjava3.processors.FlowableProcessor;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.reactivestreams.Subscriber;

/**
 * One connection after another: when one ends, or cannot be opened, the next is tried after a pause.
 *
 * <p>Each subscription has its own connections. Immutable but for {@link #states}.
 *
 * <p>Backpressure: a connection is opened only when it has been requested.
 *
 * <p>Threading: connections are emitted on their context. Those that were requested ahead share the context of the first; one
 * that is requested later opens on the context it is requested on.
 *
 * <p>Errors: completes after a planned end (1000, or this side's own 1001), and when the client is closed, be it by the end of its
 * verticle or of Vert.x. Fails when there is
 * no coming back: with {@link ConnectionClosedException} after a close code that says so
 * ({@link CloseStatus#mayReconnect}), with {@link ConnectFailedException} after an answer that says so
 * ({@link ConnectFailedException#mayRetry}). Anything else is come back from, {@linkplain #reconnectIf unless told otherwise}.
 *
 * <p>Cancelling closes the current connection with 1000, and ends pause or attempt.
 */
public final class Connections extends Flowable<Connection> {

    /** What {@link #reconnectIf} starts from. */
    static final Predicate<Throwable> BY_CAUSE = cause -> {
        if (cause instanceof ConnectionClosedException closed) {
            return closed.status().mayReconnect();
        }
        return !(cause instanceof ConnectFailedException failed) || failed.mayRetry();
    };

    private final Opening opening;
    private final Completable closing;
    private final Pauses pauses;
    private final Backoff backoff;
    private final Predicate<? super Throwable> reconnect;
    private final Consumer<? super Retry> onRetry;
    private final FlowableProcessor<ClientState> states =
            BehaviorProcessor.<ClientState>createDefault(new ClientState.Idle()).toSerialized();

    /** @param closing completes when the client is closed */
    Connections(
            Opening opening,
            Completable closing,
            Pauses pauses,
            Backoff backoff,
            Predicate<? super Throwable> reconnect,
            Consumer<? super Retry> onRetry) {
        this.opening = opening;
        this.closing = closing;
        this.pauses = pauses;
        this.backoff = backoff;
        this.reconnect = reconnect;
        this.onRetry = onRetry;
    }

    /**
     * The same with another rule for coming back.
     *
     * @param rule asked after every end, a planned one too: of a {@link ConnectionClosedException} if a connection was open,
     *     of a {@link ConnectFailedException} if none could be opened; true tries again after a pause
     */
    public Connections reconnectIf(Predicate<? super Throwable> rule) {
        return new Connections(opening, closing, pauses, backoff, Objects.requireNonNull(rule, "rule"), onRetry);
    }

    /** The same that tells {@code listener} before each pause, on the context. */
    public Connections onRetry(Consumer<? super Retry> listener) {
        return new Connections(
                opening, closing, pauses, backoff, reconnect, Objects.requireNonNull(listener, "listener"));
    }

    /**
     * What is being done, beginning with the present state.
     *
     * <p>Backpressure: a subscriber without demand gets the latest state when it asks, and misses those between.
     *
     * <p>Threading: the thread of the change: most often the context, else that of whoever requests or cancels.
     *
     * <p>Errors: none, and no completion, since there may be a next subscription. With several at a time their states come
     * mixed: use one {@code Connections} for each.
     */
    public Flowable<ClientState> states() {
        return states.onBackpressureLatest();
    }

    @Override
    protected void subscribeActual(Subscriber<? super Connection> subscriber) {
        ReconnectLoop loop = new ReconnectLoop(this, subscriber);
        subscriber.onSubscribe(loop);
        loop.start();
    }

    Opening opening() {
        return opening;
    }

    Completable closing() {
        return closing;
    }

    Pauses pauses() {
        return pauses;
    }

    Backoff backoff() {
        return backoff;
    }

    boolean mayReconnect(Throwable cause) {
        return reconnect.test(cause);
    }

    void retrying(Retry retry) {
        onRetry.accept(retry);
    }

    void state(ClientState state) {
        states.onNext(state);
    }

    /** Whether {@code cause} is an end to be content with. */
    static boolean isPlanned(Throwable cause) {
        if (cause instanceof ConnectFailedException failed) {
            return failed.kind() == ConnectFailedException.Kind.CLIENT_CLOSED;
        }
        if (!(cause instanceof ConnectionClosedException closed)) {
            return false;
        }
        CloseStatus status = closed.status();
        return status.isNormal()
                || status.code() == CloseCode.NORMAL
                || (status.code() == CloseCode.GOING_AWAY && status.initiator() == CloseStatus.Initiator.LOCAL);
    }
}
