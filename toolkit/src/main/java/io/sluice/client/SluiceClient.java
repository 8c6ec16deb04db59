package io.sluice.client;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.functions.Supplier;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.ClientHandshake;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.function.Consumer;

/**
 * Connects to WebSocket servers.
 *
 * <p>Threading: any thread. Connections opened on an event-loop context signal there, others on a context of their own.
 */
public final class SluiceClient {

    private final Vertx vertx;
    private final WebSocketClient client;
    private final ConnectionOptions options;
    private final CompletableSubject closing = CompletableSubject.create();

    private SluiceClient(Vertx vertx, WebSocketClient client, ConnectionOptions options) {
        this.vertx = vertx;
        this.client = client;
        this.options = options;
    }

    /** A client with default limits and no bound on connections per host (Vert.x's own default hangs the 51st). */
    public static SluiceClient create(Vertx vertx) {
        return create(
                vertx, new WebSocketClientOptions().setMaxConnections(Integer.MAX_VALUE), ConnectionOptions.DEFAULT);
    }

    /**
     * A client with TLS, proxy and other settings of Vert.x. Compression is not offered, whatever they say: what comes
     * inflated could be of any size.
     */
    public static SluiceClient create(Vertx vertx, WebSocketClientOptions transport, ConnectionOptions options) {
        WebSocketClientOptions plain = new WebSocketClientOptions(transport)
                .setTryUsePerMessageCompression(false)
                .setTryUsePerFrameCompression(false);
        return new SluiceClient(vertx, vertx.createWebSocketClient(plain), options);
    }

    /**
     * Connects once per subscription.
     *
     * <p>Errors: what Vert.x reports when the host cannot be reached or refuses the upgrade;
     * {@link IllegalArgumentException} at once for a URI that is not {@code ws://} or {@code wss://}. A connection that opens
     * after the subscription was disposed is closed.
     */
    public Single<Connection> connect(String uri) {
        return connect(target(uri));
    }

    private Single<Connection> connect(WebSocketConnectOptions target) {
        return Single.create(emitter -> ClientHandshake.connect(
                        vertx, client, new WebSocketConnectOptions(target), options)
                .onComplete(
                        connection -> {
                            if (emitter.isDisposed()) {
                                connection.cancel();
                            } else {
                                emitter.onSuccess(connection);
                            }
                        },
                        emitter::tryOnError));
    }

    /** {@link #connections(String, Backoff, Consumer)} without being told of retries. */
    public Flowable<Connection> connections(String uri, Backoff backoff) {
        return connections(uri, backoff, retry -> {});
    }

    /**
     * One connection after another: when one ends, or cannot be opened, the next is tried after a pause.
     *
     * <p>Backpressure: a connection is opened only when it has been requested.
     *
     * <p>Threading: connections are emitted on their context. Those that were requested ahead share the context of the
     * first; one that is requested later opens as {@link #connect} does, where it is requested.
     *
     * <p>Errors: none by itself. Completes when a connection ends with a status that says not to come back
     * ({@link io.sluice.message.CloseStatus#mayReconnect}), such as this side's own 1000, and when the client is closed. Cancelling closes the current
     * connection.
     *
     * @param onRetry told before each pause, on the context
     */
    public Flowable<Connection> connections(String uri, Backoff backoff, Consumer<Retry> onRetry) {
        WebSocketConnectOptions target = target(uri);
        return Flowable.defer(() -> {
            Reconnection state = new Reconnection(backoff, onRetry);
            return whenRequested(() -> state.attempt(connect(target)))
                    .retryWhen(failures -> failures.concatMapSingle(
                            failure -> sleep(state.failed(failure).toMillis()).toSingleDefault(failure)))
                    .takeUntil(closing.<Object>toFlowable());
        });
    }

    private static <T> Flowable<T> whenRequested(Supplier<Flowable<T>> source) {
        return Flowable.defer(() -> {
            CompletableSubject requested = CompletableSubject.create();
            return requested.andThen(Flowable.defer(source)).doOnRequest(n -> requested.onComplete());
        });
    }

    private Completable sleep(long millis) {
        return Completable.create(emitter -> {
            long timer = vertx.setTimer(millis, fired -> emitter.onComplete());
            emitter.setCancellable(() -> vertx.cancelTimer(timer));
        });
    }

    /** Closes the client: its connections go away with 1001, and no {@link #connections} opens another. */
    public Completable close() {
        return Completable.create(emitter -> {
            closing.onComplete();
            client.close().onComplete(v -> emitter.onComplete(), emitter::tryOnError);
        });
    }

    private static WebSocketConnectOptions target(String uri) {
        URI parsed;
        try {
            parsed = new URI(uri);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("not a URI: " + malformed.getMessage(), malformed);
        }
        boolean tls = "wss".equalsIgnoreCase(parsed.getScheme());
        int schemePort = tls ? 443 : 80;
        int port = parsed.getPort() == -1 ? schemePort : parsed.getPort();
        if (parsed.getHost() == null
                || !(tls || "ws".equalsIgnoreCase(parsed.getScheme()))
                || port < 1
                || port > 65_535) {
            throw new IllegalArgumentException(
                    "a WebSocket URI looks like ws://host:port/path or wss://..., not " + uri);
        }
        String path = parsed.getRawPath() == null || parsed.getRawPath().isEmpty() ? "/" : parsed.getRawPath();
        return new WebSocketConnectOptions()
                .setHost(parsed.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(parsed.getRawQuery() == null ? path : path + "?" + parsed.getRawQuery());
    }
}
