package io.sluice.endings;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.Side;
import io.sluice.wire.SilentProxy;
import io.sluice.wire.TestServer;
import io.sluice.wire.Timers;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A connection of ours in a certain state, all of whose signals are watched, and the raw peer at its other end.
 *
 * <p>One message, {@link #FIRST}, has come, and was delivered if anything was requested. One send is under way. What fails
 * in the user's code fails the endpoint, on the client side as well, where the test closes as an endpoint would.
 */
final class Scene implements AutoCloseable {

    static final Message FIRST = Message.text("first");
    /** More than any socket takes. */
    private static final int PLENTY = 100_000;

    private static final int SIZE = 4_000;

    private final Moment moment;
    private final Vertx vertx;
    private final @Nullable TestServer server;
    private final @Nullable RawServer rawServer;
    private final @Nullable SluiceClient client;
    private final @Nullable SilentProxy proxy;
    private final int timersBefore;
    private final Connection connection;
    private final RawPeer peer;

    private final RuntimeException failure = new IllegalStateException("on purpose");
    private final CompletableSubject endpoint = CompletableSubject.create();
    private final CompletableSubject sourceFailure = CompletableSubject.create();
    private final Signals<CloseStatus> closed = new Signals<>();
    private final Signals<Message> messages = new Signals<>();
    private final Signals<Void> sending = new Signals<>();
    private volatile boolean handlerBroken;
    private @Nullable Frame closeFrame;

    Scene(Side side, Moment moment, ConnectionOptions options, boolean throughProxy) {
        this.moment = moment;
        if (side == Side.SERVER) {
            server = TestServer.of(options, accepted -> endpoint);
            vertx = server.vertx();
            rawServer = null;
            client = null;
            timersBefore = Timers.pending(vertx);
            proxy = throughProxy ? new SilentProxy(server.port()) : null;
            peer = RawPeer.connect(proxy == null ? server.port() : proxy.port(), "/");
            connection = server.accepted();
        } else {
            server = null;
            vertx = Vertx.vertx();
            rawServer = new RawServer();
            client = SluiceClient.create(vertx, Link.transport(), options);
            timersBefore = Timers.pending(vertx);
            proxy = throughProxy ? new SilentProxy(rawServer.port()) : null;
            int port = proxy == null ? rawServer.port() : proxy.port();
            CompletableFuture<Connection> connecting = client.connect("ws://localhost:" + port + "/")
                    .toCompletionStage()
                    .toCompletableFuture();
            peer = rawServer.upgrade();
            connection = connecting.join();
            var unused = endpoint.subscribe(
                    connection::close, failed -> connection.close(CloseStatus.of(1011, "internal error")));
        }
    }

    /** Has the first message come, and brings the connection to its moment. */
    void prepare(Requested requested) {
        connection.closed().subscribe(closed);
        connection
                .messages()
                .doOnNext(this::handle)
                .doOnError(this::failEndpoint)
                .subscribe(messages);
        if (requested == Requested.ALL) {
            messages.request(Long.MAX_VALUE);
        }
        peer.send(Frame.of(Frame.TEXT, FIRST.bytes()));
        Wait.until(() -> connection.counters().messagesReceived() == 1);
        if (requested == Requested.ALL) {
            Wait.until(() -> !messages.values().isEmpty());
        }
        if (moment == Moment.MID_MESSAGE) {
            peer.send(Frame.text("never to be ").unfinished(), Frame.ping("taken in?"));
        }
        Flowable<Message> source = moment == Moment.WRITING
                ? Flowable.range(0, PLENTY).map(i -> BinaryMessage.ofShared(new byte[SIZE]))
                : Flowable.never();
        connection
                .send(source.takeUntil(sourceFailure.<Message>toFlowable()))
                .doOnError(this::failEndpoint)
                .subscribe(sending);
    }

    /** Waits until the moment has come: a fragment taken in, or a socket that takes nothing more. */
    void awaitMoment() {
        if (moment == Moment.MID_MESSAGE) {
            while (peer.read().opcode() != Frame.PONG) {}
        } else if (moment == Moment.WRITING) {
            Wait.untilStable(() -> connection.counters().bytesSent());
        } else {
            Wait.until(sourceFailure::hasObservers);
        }
    }

    /** Has the peer read on and answer pings, on a thread of its own, for as long as anything comes. */
    void keepThePeerAwake() {
        Thread reader = new Thread(this::answerPings, "peer");
        reader.setDaemon(true);
        reader.start();
        Wait.until(() -> moment != Moment.WRITING || connection.counters().messagesSent() > PLENTY / 1_000);
    }

    private void answerPings() {
        try {
            while (true) {
                Frame frame = peer.read();
                if (frame.opcode() == Frame.PING) {
                    peer.send(Frame.of(Frame.PONG, frame.payload()));
                }
            }
        } catch (UncheckedIOException ended) {
            // The scene is over.
        }
    }

    private void handle(Message message) {
        if (handlerBroken) {
            throw failure;
        }
    }

    private void failEndpoint(Throwable cause) {
        if (!endpoint.hasThrowable()) {
            endpoint.onError(cause);
        }
    }

    void failTheSource() {
        sourceFailure.onError(failure);
    }

    void failTheEndpoint() {
        failEndpoint(failure);
    }

    void breakTheHandler() {
        handlerBroken = true;
    }

    void cutTheCable() {
        Objects.requireNonNull(proxy, "not through a proxy").vanish();
    }

    /** Ends the server, or the client, the connection belongs to. */
    void shutdown() {
        if (server != null) {
            server.http().close();
        } else if (client != null) {
            Completable closing = client.close();
            var unused = closing.subscribe();
        }
    }

    void noteCloseFrame(Frame frame) {
        closeFrame = frame;
    }

    /** What the peer was told, where it was looked at. */
    @Nullable
    Frame closeFrame() {
        return closeFrame;
    }

    Moment moment() {
        return moment;
    }

    Vertx vertx() {
        return vertx;
    }

    Connection connection() {
        return connection;
    }

    RawPeer peer() {
        return peer;
    }

    RuntimeException failure() {
        return failure;
    }

    Signals<CloseStatus> closed() {
        return closed;
    }

    Signals<Message> messages() {
        return messages;
    }

    Signals<Void> sending() {
        return sending;
    }

    /** The timers that have come up since before the connection was opened, and are still to run. */
    int timersLeft() {
        return Math.max(0, Timers.pending(vertx) - timersBefore);
    }

    @Override
    public void close() {
        connection.cancel();
        peer.close();
        if (proxy != null) {
            proxy.close();
        }
        if (rawServer != null) {
            rawServer.close();
        }
        vertx.close().await();
    }
}
