package io.sluice.wire;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A server of one endpoint at {@code /} on a free port, with a Vert.x of its own; all its connections share an event loop. */
public final class TestServer implements AutoCloseable {

    /** Small kernel buffers, so that pushing back is felt soon. */
    public static HttpServerOptions transport() {
        return new HttpServerOptions()
                .setReceiveBufferSize(RawPeer.KERNEL_BUFFER)
                .setSendBufferSize(RawPeer.KERNEL_BUFFER);
    }

    /** Far from every test's timing: no pings, and time to close. */
    public static final ConnectionOptions CALM =
            ConnectionOptions.DEFAULT.withHeartbeat(Duration.ZERO).withCloseTimeout(Duration.ofSeconds(20));

    /** What the endpoint was called with, and where. */
    public record Accepted(Connection connection, Context context) {}

    private final Vertx vertx;
    private final BlockingQueue<Accepted> accepted = new LinkedBlockingQueue<>();
    private final HttpServer http;

    private TestServer(
            Vertx vertx, HttpServerOptions transport, InetAddress address, BiConsumer<TestServer, Router> routes) {
        this.vertx = vertx;
        Router router = Router.router(vertx);
        routes.accept(this, router);
        http = vertx.createHttpServer(transport)
                .requestHandler(router)
                .listen(0, address.getHostAddress())
                .await();
    }

    /** A server of the test's own routes; only those {@linkplain #noting noted} are found by {@link #accepted}. */
    public static TestServer routing(HttpServerOptions transport, BiConsumer<TestServer, Router> routes) {
        return new TestServer(Vertx.vertx(), transport, RawPeer.LOCALHOST, routes);
    }

    /** {@code function}, with the connections it is called with kept for {@link #accepted}. */
    public WebSocketEndpoint noting(Function<? super Connection, ? extends Completable> function) {
        return WebSocketEndpoint.of(connection -> {
            accepted.add(new Accepted(connection, vertx.getOrCreateContext()));
            return function.apply(connection);
        });
    }

    public static TestServer of(Function<? super Connection, ? extends Completable> endpoint) {
        return of(CALM, endpoint);
    }

    public static TestServer of(
            ConnectionOptions options, Function<? super Connection, ? extends Completable> endpoint) {
        return routing(
                transport(),
                (server, router) ->
                        router.route("/").handler(server.noting(endpoint).withOptions(options)));
    }

    /** A server whose endpoint does nothing, and leaves its connections to the test. */
    public static TestServer idle(ConnectionOptions options) {
        return of(options, connection -> Completable.never());
    }

    /** An idle server at another address than localhost, on a Vert.x of the test's own, which is closed with it. */
    public static TestServer idle(Vertx vertx, InetAddress address, ConnectionOptions options) {
        return new TestServer(
                vertx,
                transport(),
                address,
                (server, router) -> router.route("/")
                        .handler(
                                server.noting(connection -> Completable.never()).withOptions(options)));
    }

    public int port() {
        return http.actualPort();
    }

    public String uri() {
        return "ws://localhost:" + port() + "/";
    }

    public HttpServer http() {
        return http;
    }

    public Vertx vertx() {
        return vertx;
    }

    /** A raw client of this server. */
    public RawPeer dial() {
        return RawPeer.connect(port(), "/");
    }

    /** The connection accepted next. */
    public Connection accepted() {
        return next().connection();
    }

    /** The connection accepted next, with its context. */
    public Accepted next() {
        try {
            Accepted next = accepted.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nobody connected");
            }
            return next;
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
