package io.sluice.client;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.util.function.Consumer;

/**
 * Connects to WebSocket servers.
 *
 * <p>Threading: any thread. Connections opened on a context of Vert.x, of whichever kind, signal there, others on a new
 * event-loop context.
 */
public final class SluiceClient {

    /** Vert.x's own default, beyond which connecting would wait for another connection to end. */
    private static final int FEW_CONNECTIONS = WebSocketClientOptions.DEFAULT_MAX_CONNECTIONS;

    private static final int TCP_TIMEOUT_MILLIS = 10_000;

    private final Vertx vertx;
    private final WebSocketClient client;
    private final ConnectionOptions options;
    private final CompletableSubject closing = CompletableSubject.create();

    private SluiceClient(Vertx vertx, WebSocketClient client, ConnectionOptions options) {
        this.vertx = vertx;
        this.client = client;
        this.options = options;
    }

    /** A client with default limits and no bound on connections per host. */
    public static SluiceClient create(Vertx vertx) {
        return create(
                vertx, new WebSocketClientOptions().setConnectTimeout(TCP_TIMEOUT_MILLIS), ConnectionOptions.DEFAULT);
    }

    /**
     * A client with TLS, proxy and other settings of Vert.x.
     *
     * <p>Two of them are not taken as they are. Vert.x's own compression is never offered: what comes inflated could be of
     * any size. And its default of 50 connections per host is taken as no bound, since the 51st would wait in silence; any
     * other number is kept, and an attempt beyond it fails when its time-out has passed.
     */
    public static SluiceClient create(Vertx vertx, WebSocketClientOptions transport, ConnectionOptions options) {
        WebSocketClientOptions ours = new WebSocketClientOptions(transport)
                .setTryUsePerMessageCompression(false)
                .setTryUsePerFrameCompression(false);
        if (ours.getMaxConnections() == FEW_CONNECTIONS) {
            ours.setMaxConnections(Integer.MAX_VALUE);
        }
        return new SluiceClient(vertx, vertx.createWebSocketClient(ours), options);
    }

    /** {@link #connect(ConnectRequest)} with nothing but a URI. */
    public Single<Connection> connect(String uri) {
        return connect(ConnectRequest.to(uri));
    }

    /**
     * Connects once per subscription.
     *
     * <p>Threading: the connection is emitted on its context: the one subscribed on, or a new one outside of Vert.x.
     *
     * <p>Errors: {@link ConnectFailedException}. Redirects are not followed. An attempt that is disposed emits nothing; its
     * socket is closed when the server answers, at the latest with the time-out.
     */
    public Single<Connection> connect(ConnectRequest request) {
        return opening(request);
    }

    private Opening opening(ConnectRequest request) {
        return new Opening(vertx, client, request, options);
    }

    /** {@link #connections(ConnectRequest, Backoff)} with nothing but a URI. */
    public Connections connections(String uri, Backoff backoff) {
        return connections(ConnectRequest.to(uri), backoff);
    }

    /** The same that tells {@code onRetry} before each pause, on the context. */
    public Connections connections(String uri, Backoff backoff, Consumer<Retry> onRetry) {
        return connections(uri, backoff).onRetry(onRetry);
    }

    /** One connection after another, as {@link Connections} says. */
    public Connections connections(ConnectRequest request, Backoff backoff) {
        return new Connections(
                opening(request), closing, new Pauses(vertx), backoff, Connections.BY_CAUSE, retry -> {});
    }

    /** Closes the client: its connections go away with 1001, and no {@link #connections} opens another. */
    public Completable close() {
        return Completable.create(emitter -> {
            closing.onComplete();
            client.close().onComplete(v -> emitter.onComplete(), emitter::tryOnError);
        });
    }
}
