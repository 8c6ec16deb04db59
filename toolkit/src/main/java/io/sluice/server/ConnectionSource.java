package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.connection.Connection;
import io.sluice.internal.Demand;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Connections as a stream, whose demand is admission control: a handshake is accepted when a connection has been requested.
 *
 * <pre>{@code
 * ConnectionSource source = ConnectionSource.create();
 * router.route("/work").handler(source.endpoint());
 * source.connections().flatMapCompletable(this::serve, false, 100) // never more than 100 at a time
 * }</pre>
 *
 * <p>Backpressure: without demand a handshake waits for its answer, among at most {@code maxWaiting} and for at most
 * {@code maxWait}; beyond either it is refused with 503 and {@code Retry-After}. So it is, at once, while nobody subscribes.
 *
 * <p>Threading: any thread may request and cancel. Connections are emitted one at a time, on the context of one that has just
 * been accepted.
 *
 * <p>Errors: none by itself. Completes when the {@link SluiceServer} it belongs to shuts down. Cancelling refuses who waits;
 * connections emitted are the subscriber's, which closes them.
 *
 * <p>Invariants: {@code demand} is what has been requested and not been granted to a handshake, so that there is demand
 * downstream for every connection in {@code accepted}. {@code demand}, {@code waiting} and {@code closed} are guarded by
 * {@code lock}, under which nobody else's code runs. Emission is by the one thread that moved {@code wip} from zero.
 */
public final class ConnectionSource {

    private static final int MAX_WAITING = 100;
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private final int maxWaiting;
    private final Duration maxWait;
    private final Gate gate = new Gate();
    private final Connections connections = new Connections();

    private final Object lock = new Object();
    private final Queue<Ticket> waiting = new ArrayDeque<>();
    private long demand;
    /** Nobody is let in: not yet subscribed to, cancelled, or completed. */
    private boolean closed = true;

    private final AtomicBoolean subscribed = new AtomicBoolean();
    private final AtomicInteger wip = new AtomicInteger();
    private final Queue<Connection> accepted = new ConcurrentLinkedQueue<>();
    private volatile @Nullable Subscriber<? super Connection> downstream;
    private volatile @Nullable Throwable badRequest;
    private volatile boolean cancelled;
    private volatile boolean completed;

    private ConnectionSource(int maxWaiting, Duration maxWait) {
        this.maxWaiting = maxWaiting;
        this.maxWait = maxWait;
    }

    /** A source for which 100 handshakes may wait, 5 s each: less than clients wait for an answer. */
    public static ConnectionSource create() {
        return create(MAX_WAITING, MAX_WAIT);
    }

    /**
     * A source with other bounds of waiting.
     *
     * @param maxWaiting 0 to refuse at once what there is no demand for
     */
    public static ConnectionSource create(int maxWaiting, Duration maxWait) {
        if (maxWaiting < 0 || maxWait.isNegative()) {
            throw new IllegalArgumentException(
                    "waiting needs a bound that is not negative, not " + maxWaiting + " and " + maxWait);
        }
        return new ConnectionSource(maxWaiting, maxWait);
    }

    /** What connects clients to this source; with any of its own settings, on any number of routes. */
    public WebSocketEndpoint endpoint() {
        return WebSocketEndpoint.of(this::hand).withAdmission(gate);
    }

    /** The connections, for one subscriber; a second one gets an {@link IllegalStateException}. */
    public Flowable<Connection> connections() {
        return connections;
    }

    /** No more will come. */
    void complete() {
        completed = true;
        refuseAll();
        drain();
    }

    private Completable hand(Connection connection) {
        accepted.add(connection);
        drain();
        return connection.closed().ignoreElement();
    }

    private void refuseAll() {
        List<Ticket> refused;
        synchronized (lock) {
            closed = true;
            refused = new ArrayList<>(waiting);
            waiting.clear();
        }
        refused.forEach(Ticket::refuse);
    }

    private void grant(long more) {
        List<Ticket> granted = new ArrayList<>();
        synchronized (lock) {
            demand = Demand.add(demand, more);
            while (demand > 0 && !waiting.isEmpty()) {
                demand = Demand.produced(demand, 1);
                granted.add(waiting.remove());
            }
        }
        granted.forEach(Ticket::grant);
    }

    private void drain() {
        if (wip.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            emitAccepted();
            missed = wip.addAndGet(-missed);
        } while (missed != 0);
    }

    private void emitAccepted() {
        Subscriber<? super Connection> subscriber = downstream;
        if (subscriber == null && !cancelled) {
            return;
        }
        while (true) {
            if (cancelled || subscriber == null) {
                downstream = null;
                drop();
                return;
            }
            Throwable violation = badRequest;
            if (violation != null) {
                end();
                subscriber.onError(violation);
                continue;
            }
            boolean last = completed;
            Connection connection = accepted.poll();
            if (connection == null) {
                if (!last) {
                    return;
                }
                end();
                subscriber.onComplete();
                continue;
            }
            try {
                subscriber.onNext(connection);
            } catch (Throwable thrown) { // against rule 2.13; of whatever kind, it must not leave the drain standing
                end();
                RxJavaPlugins.onError(thrown);
            }
        }
    }

    private void end() {
        cancelled = true;
        refuseAll();
    }

    private void drop() {
        Connection connection;
        while ((connection = accepted.poll()) != null) {
            Completable unused = connection.close(CloseStatus.of(CloseCode.GOING_AWAY, ""));
        }
    }

    private final class Gate implements Admission {

        @Override
        public Runnable enter(Vertx vertx, Runnable granted, Consumer<Refusal> refused) {
            Ticket ticket = new Ticket(granted, refused);
            boolean grants = false;
            boolean waits = false;
            synchronized (lock) {
                if (!closed && demand > 0) {
                    demand = Demand.produced(demand, 1);
                    grants = true;
                } else if (!closed && waiting.size() < maxWaiting) {
                    waiting.add(ticket);
                    waits = true;
                }
            }
            if (grants) {
                ticket.grant();
            } else if (waits) {
                ticket.limit(vertx);
            } else {
                ticket.refuse();
            }
            return ticket::leave;
        }

        @Override
        public void giveBack() {
            grant(1);
        }
    }

    /** One handshake's wait: granted or refused once it is out of {@code waiting}, by whoever took it out. */
    private final class Ticket {

        private final Runnable granted;
        private final Consumer<Refusal> refused;
        private volatile Disposable timer = Disposable.disposed();

        Ticket(Runnable granted, Consumer<Refusal> refused) {
            this.granted = granted;
            this.refused = refused;
        }

        void limit(Vertx vertx) {
            timer = Timers.after(vertx, maxWait).subscribe(() -> {
                if (takeOut()) {
                    refuse();
                }
            });
        }

        void grant() {
            timer.dispose();
            granted.run();
        }

        void refuse() {
            timer.dispose();
            refused.accept(Refusal.forNow(503, "This server takes no more connections at the moment."));
        }

        void leave() {
            timer.dispose();
            takeOut();
        }

        private boolean takeOut() {
            synchronized (lock) {
                return waiting.remove(this);
            }
        }
    }

    private final class Connections extends Flowable<Connection> {

        @Override
        protected void subscribeActual(Subscriber<? super Connection> subscriber) {
            if (!subscribed.compareAndSet(false, true)) {
                Flowable.<Connection>error(new IllegalStateException("the connections of a source take one subscriber"))
                        .subscribe(subscriber);
                return;
            }
            synchronized (lock) {
                closed = completed;
            }
            subscriber.onSubscribe(new Requests());
            downstream = subscriber;
            drain();
        }
    }

    private final class Requests implements Subscription {

        @Override
        public void request(long n) {
            IllegalArgumentException violation = Demand.violation(n);
            if (violation == null) {
                grant(n);
            } else if (badRequest == null) {
                badRequest = violation;
                drain();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            refuseAll();
            drain();
        }
    }
}
