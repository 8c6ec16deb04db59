package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.reactivex.rxjava3.core.Completable;
import io.sluice.message.CloseCode;
import io.sluice.server.WebSocketEndpoint;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.core.net.impl.VertxHandler;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.ext.web.Router;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection keeps of Vert.x, and that its server still ends it. The names are those of Vert.x 5.0 to 5.2. */
class StandInTest {

    private final BlockingQueue<Channel> channels = new LinkedBlockingQueue<>();
    private final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger disconnected = new AtomicInteger();
    private @Nullable Vertx vertx;

    @AfterEach
    void close() {
        if (vertx != null) {
            vertx.close().await();
        }
    }

    private HttpServer serve(Vertx its, HttpServerOptions options) {
        vertx = its;
        Router router = Router.router(its);
        router.route("/").handler(WebSocketEndpoint.of(connection -> {
            accepted.add(connection);
            return Completable.never();
        }));
        return its.createHttpServer(options)
                .connectionHandler(connection -> channels.add(((ConnectionBase) connection).channel()))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
    }

    private static HttpServerOptions plain() {
        return new HttpServerOptions().setHttp2ClearTextEnabled(false);
    }

    private ChannelHandler lastHandler() throws InterruptedException {
        Connection unused = next(accepted);
        return next(channels).pipeline().get("handler");
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(20, TimeUnit.SECONDS), "nothing came");
    }

    @Test
    void theHandlerOfVertxIsLetGoOf() throws InterruptedException {
        HttpServer server = serve(Vertx.vertx(), plain());
        try (RawPeer peer = RawPeer.connect(server.actualPort(), "/")) {
            assertThat(lastHandler()).isInstanceOf(StandIn.class);
        }
    }

    @Test
    void metricsAreToldOfTheEnd() throws InterruptedException {
        VertxBuilder measured = Vertx.builder()
                .with(new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withMetrics(options -> counting(VertxMetrics.class));
        HttpServer server = serve(measured.build(), plain());
        int connections;
        try (RawPeer peer = RawPeer.connect(server.actualPort(), "/")) {
            assertThat(lastHandler()).isInstanceOf(VertxHandler.class);
            connections = connected.get();
            assertThat(connections).isPositive();
        }
        Wait.until(() -> disconnected.get() == connections);
    }

    /** Metrics of any kind, which differ between versions of Vert.x: they count who is connected and who no more. */
    private <T> T counting(Class<T> metrics) {
        return metrics.cast(Proxy.newProxyInstance(
                metrics.getClassLoader(), new Class<?>[] {metrics}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("create")) {
                        return counting(method.getReturnType());
                    }
                    return switch (method.getName()) {
                        case "connected" -> connected.incrementAndGet();
                        case "disconnected" -> {
                            disconnected.incrementAndGet();
                            yield null;
                        }
                        case "isMetricsEnabled" -> true;
                        case "hashCode" -> System.identityHashCode(proxy);
                        case "equals" -> proxy == arguments[0];
                        default -> null;
                    };
                }));
    }

    @Test
    void addressesOnTheEventBusAreUnregistered() throws InterruptedException {
        HttpServer server = serve(Vertx.vertx(), plain().setRegisterWebSocketWriteHandlers(true));
        try (RawPeer peer = RawPeer.connect(server.actualPort(), "/")) {
            assertThat(lastHandler()).isInstanceOf(VertxHandler.class);
        }
    }

    @Test
    void theServersShutdownClosesWithGoingAway() throws InterruptedException {
        assertGoesAway(server -> server.shutdown(30, TimeUnit.SECONDS));
    }

    @Test
    void theServersCloseClosesWithGoingAway() throws InterruptedException {
        assertGoesAway(HttpServer::close);
    }

    private void assertGoesAway(Consumer<HttpServer> end) throws InterruptedException {
        HttpServer server = serve(Vertx.vertx(), plain());
        try (RawPeer peer = RawPeer.connect(server.actualPort(), "/")) {
            assertThat(lastHandler()).isInstanceOf(StandIn.class);
            end.accept(server);

            assertThat(peer.answerClose()).isEqualTo(Frame.close(CloseCode.GOING_AWAY, ""));
        }
    }

    @Test
    void theServersIdleTimeoutEndsTheConnection() throws InterruptedException {
        HttpServer server = serve(Vertx.vertx(), plain().setIdleTimeout(300).setIdleTimeoutUnit(TimeUnit.MILLISECONDS));
        try (RawPeer peer = RawPeer.connect(server.actualPort(), "/")) {
            assertThat(lastHandler()).isInstanceOf(StandIn.class);

            assertThat(peer.readEnd()).isEqualTo(RawPeer.End.FIN);
        }
    }
}
