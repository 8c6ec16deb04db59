package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.Wait;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.Router;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What this room relies on in Vert.x beyond its public contract: when one of these fails, an upgrade of Vert.x is why. */
final class VertxFactsTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void aServersPipelineHasTheHandlersWePutOursBetween() {
        CompletableFuture<List<String>> atRequest = new CompletableFuture<>();
        CompletableFuture<List<String>> afterUpgrade = new CompletableFuture<>();
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> {
                    Channel channel = ((ConnectionBase) request.connection()).channel();
                    assertInto(atRequest, () -> {
                        assertThat(channel.eventLoop().inEventLoop()).isTrue();
                        assertThat(channel.pipeline().get(WebSocketServerExtensionHandler.class))
                                .isNotNull();
                        return channel.pipeline().names();
                    });
                    Thread upgrading = Thread.currentThread();
                    request.toWebSocket()
                            .onSuccess(socket -> assertInto(afterUpgrade, () -> {
                                assertThat(Thread.currentThread()).isSameAs(upgrading);
                                assertThat(channel.pipeline().context("handler"))
                                        .isSameAs(((WebSocketInternal) socket).channelHandlerContext());
                                return upgraded(channel);
                            }));
                })
                .listen(0, "127.0.0.1")
                .await();
        try (RawPeer peer = RawPeer.connect(server.actualPort(), "/")) {
            assertThat(of(atRequest)).contains("handler");
            assertUpgraded(of(afterUpgrade));
            peer.close();
        }
    }

    @Test
    void aRoutersRequestGivesItsChannelButAWebSocketThatDoesNot() {
        CompletableFuture<ServerWebSocket> upgraded = new CompletableFuture<>();
        CompletableFuture<Boolean> hasChannel = new CompletableFuture<>();
        Router router = Router.router(vertx);
        router.route("/").handler(routing -> {
            hasChannel.complete(routing.request().connection() instanceof ConnectionBase connection
                    && connection.channel().pipeline().get("handler") != null);
            routing.request().toWebSocket().onSuccess(upgraded::complete);
        });
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
        try (RawPeer peer = RawPeer.connect(server.actualPort(), "/")) {
            assertThat(of(hasChannel)).isTrue();
            assertThat(of(upgraded)).isNotInstanceOf(WebSocketInternal.class);
            peer.close();
        }
    }

    @Test
    void aClientsPipelineHasTheHandlersWePutOursBetween() {
        CompletableFuture<List<String>> pipeline = new CompletableFuture<>();
        try (RawServer server = new RawServer()) {
            ContextInternal context = ((VertxInternal) vertx).createEventLoopContext();
            WebSocketClient client = vertx.createWebSocketClient(new WebSocketClientOptions());
            context.runOnContext(v -> connect(client, server)
                    .onSuccess(socket -> assertInto(pipeline, () -> {
                        Channel channel = ((WebSocketInternal) socket)
                                .channelHandlerContext()
                                .channel();
                        assertThat(channel.eventLoop()).isSameAs(context.nettyEventLoop());
                        assertThat(channel.eventLoop().inEventLoop()).isTrue();
                        return upgraded(channel);
                    })));
            try (RawPeer peer = server.upgrade()) {
                assertUpgraded(of(pipeline));
                peer.close();
            }
        }
    }

    /** Why a connection holds its client. */
    @Test
    void aClientNobodyHoldsShutsItsSocketsDown() {
        try (RawServer server = new RawServer()) {
            CompletableFuture<Boolean> shutDown = new CompletableFuture<>();
            CompletableFuture<Boolean> connected = new CompletableFuture<>();
            connect(vertx.createWebSocketClient(new WebSocketClientOptions()), server)
                    .onSuccess(socket -> {
                        socket.shutdownHandler(v -> shutDown.complete(true));
                        connected.complete(true);
                    });
            try (RawPeer peer = server.upgrade()) {
                assertThat(of(connected)).isTrue();
                Wait.until(() -> {
                    System.gc();
                    return shutDown.isDone();
                });
                peer.close();
            }
        }
    }

    private static Future<WebSocket> connect(WebSocketClient client, RawServer server) {
        return client.connect(new WebSocketConnectOptions()
                .setHost("localhost")
                .setPort(server.port())
                .setURI("/"));
    }

    private static List<String> upgraded(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        return List.of(
                pipeline.context(WebSocketFrameDecoder.class).name(),
                pipeline.context(WebSocketFrameEncoder.class).name(),
                String.join(" ", pipeline.names()));
    }

    private static void assertUpgraded(List<String> decoderEncoderAndAll) {
        List<String> names = List.of(decoderEncoderAndAll.get(2).split(" ", -1));
        assertThat(names.indexOf(decoderEncoderAndAll.get(0))).isBetween(0, names.indexOf("handler") - 1);
        assertThat(names.indexOf(decoderEncoderAndAll.get(1))).isBetween(0, names.indexOf("handler") - 1);
        assertThat(names.indexOf("handler")).as("only the tail comes after it").isEqualTo(names.size() - 2);
    }

    private interface Look<T> {
        T look();
    }

    /** Assertions that fail on an event loop must fail the test. */
    private static <T> void assertInto(CompletableFuture<T> result, Look<T> look) {
        try {
            result.complete(look.look());
        } catch (Throwable failed) {
            result.completeExceptionally(failed);
        }
    }

    private static <T> T of(CompletableFuture<T> result) {
        return result.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
