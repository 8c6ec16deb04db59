package io.sluice.server;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.reactivex.rxjava3.subjects.SingleSubject;
import io.sluice.connection.Connection;
import io.sluice.connection.ServerHandshake;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An HTTP server with WebSocket endpoints: paths, limits, time-outs, and an end in good order.
 *
 * <pre>{@code
 * SluiceServer server = SluiceServer.create(vertx)
 *         .at("/echo", connection -> connection.send(connection.messages()));
 * server.router().get("/health").handler(routing -> routing.end("up"));
 * server.listen(8080).subscribe();
 * }</pre>
 *
 * <p>Scaling: made in the {@code start} method of a verticle it serves on that verticle's thread. Deploy as many instances as
 * there are cores, each with a server of its own on the same port: Vert.x shares connections out among them. Give them the same
 * {@link ServerOptions}, and they keep its limits together.
 *
 * <p>Threading: any thread. Endpoints run on the context that called {@link #listen}.
 */
public final class SluiceServer {

    private final Vertx vertx;
    private final ServerOptions options;
    /** The paths of endpoints alone, to tell them. */
    private final Router endpoints;

    private final Router router;
    private final HttpServer http;
    private final Runs runs;
    private final List<ConnectionSource> sources = new CopyOnWriteArrayList<>();

    private SluiceServer(Vertx vertx, ServerOptions options) {
        this.vertx = vertx;
        this.options = options;
        runs = new Runs(options.quota());
        endpoints = Router.router(vertx);
        router = Router.router(vertx).allowForward(options.forwardedHeaders());
        Duration timeout = options.handshakeTimeout();
        HttpServerOptions transport = options.http()
                .setHttp2ClearTextEnabled(false)
                // Compression is agreed on by the connection; Vert.x would cut clients whose offer it does not
                // understand.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setSslHandshakeTimeout(timeout.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        http = vertx.createHttpServer(transport)
                .connectionHandler(connection -> WebSocketEndpoint.guard(connection, timeout))
                .requestHandler(this::handle);
        endpoints.route().last().handler(routing -> {
            ServerHandshake.leave(routing.request());
            router.handle(routing.request());
        });
    }

    /** A request to upgrade at none of the endpoints' paths is for whoever else is on the router. */
    private void handle(HttpServerRequest request) {
        if (request.headers().contains(HttpHeaders.UPGRADE)) {
            endpoints.handle(request);
        } else {
            router.handle(request);
        }
    }

    /** A server with default options. */
    public static SluiceServer create(Vertx vertx) {
        return create(vertx, ServerOptions.create());
    }

    public static SluiceServer create(Vertx vertx, ServerOptions options) {
        return new SluiceServer(vertx, options);
    }

    /** Serves {@code endpoint} at {@code path}, as vertx-web has it: {@code /rooms/:room} has a parameter. */
    public SluiceServer at(String path, WebSocketEndpoint endpoint) {
        endpoints.route(path).handler(routing -> router.handle(routing.request()));
        router.route(path).handler(endpoint.hostedBy(runs));
        return this;
    }

    /** {@link #at(String, WebSocketEndpoint)} of {@link WebSocketEndpoint#of(Function)}, with this server's options. */
    public SluiceServer at(String path, Function<? super Connection, ? extends Completable> endpoint) {
        return at(path, withOptions(WebSocketEndpoint.of(endpoint)));
    }

    /** {@link #at(String, WebSocketEndpoint)} of {@link WebSocketEndpoint#of(BiFunction)}, with this server's options. */
    public SluiceServer at(
            String path, BiFunction<? super Connection, ? super RoutingContext, ? extends Completable> endpoint) {
        return at(path, withOptions(WebSocketEndpoint.of(endpoint)));
    }

    /** The connections made at {@code path}: those of a {@link ConnectionSource}, with this server's options. */
    public Flowable<Connection> connections(String path) {
        ConnectionSource source = ConnectionSource.create();
        sources.add(source);
        at(path, withOptions(source.endpoint()));
        return source.connections();
    }

    private WebSocketEndpoint withOptions(WebSocketEndpoint endpoint) {
        return endpoint.withOptions(options.connection())
                .withOrigins(options.origins())
                .withHandshakeTimeout(options.handshakeTimeout());
    }

    /**
     * For everything else on the same port: pages, a REST API, handlers in front of endpoints, WebSockets by other means. On an
     * endpoint's path, as given to {@link #at}, a request to upgrade is for the endpoint alone.
     */
    public Router router() {
        return router;
    }

    /**
     * Listens on all addresses of this machine; to be called once. Starts at once, whether or not the result is subscribed to.
     *
     * @param port 0 for any free one, see {@link #port()}
     */
    public Single<SluiceServer> listen(int port) {
        return listen(port, options.http().getHost());
    }

    /** Listens on the address of {@code host}. */
    public Single<SluiceServer> listen(int port, String host) {
        SingleSubject<SluiceServer> listening = SingleSubject.create();
        http.listen(port, host).onComplete(bound -> listening.onSuccess(this), listening::onError);
        return listening.hide();
    }

    /** The port in use, once it listens. */
    public int port() {
        return http.actualPort();
    }

    /** The connections whose endpoints are at work on this server. */
    public int connections() {
        return runs.count();
    }

    /**
     * Has new TLS connections made with another certificate; those that are open go on. The files are read anew even if
     * {@code tls} names the same as before. Starts at once.
     *
     * <p>Errors: what Vert.x says of certificates that cannot be used, in which case nothing changes;
     * {@link IllegalStateException} if the server does not listen.
     */
    public Completable reloadTls(ServerSSLOptions tls) {
        CompletableSubject done = CompletableSubject.create();
        try {
            http.updateSSLOptions(tls, true).onComplete(changed -> done.onComplete(), done::onError);
        } catch (IllegalStateException notListening) {
            done.onError(notListening);
        }
        return done.hide();
    }

    /**
     * Ends in good order: takes no more connections, closes those there are with 1001, and lets endpoints finish; then cuts
     * off what is left.
     *
     * <p>Within the grace: peers answer the close; what endpoints had sent goes out before it; messages that had been received
     * are still delivered and worked on. A send that is still under way when its connection is closed fails. An endpoint that
     * has not ended by then is disposed, so one that never ends makes the server take the whole grace.
     *
     * <p>Starts at once, whether or not the result is subscribed to, and completes soon after {@code grace} at the latest, even
     * against peers that read nothing. Again it only waits for the first.
     */
    public Completable shutdown(Duration grace) {
        sources.forEach(ConnectionSource::complete);
        return runs.end(vertx, http, grace);
    }

    @Override
    public String toString() {
        return "server on port " + port();
    }
}
