package io.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the HTTP request to the connection, or to a refusal that says why. */
final class HandshakeTest {

    private static TestServer echo(HttpServerOptions transport) {
        return TestServer.routing(
                transport, (server, router) -> router.route("/").handler(server.noting(HandshakeTest::echo)));
    }

    private static Completable echo(Connection connection) {
        return connection.send(connection.messages());
    }

    @Test
    void aPlainGetIsToldToUpgradeAndMayAskForSomethingElseNext() {
        try (TestServer server = TestServer.of(HandshakeTest::echo);
                RawPeer peer = RawPeer.open(server.port())) {
            peer.sendBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            String head = peer.readHead();
            assertThat(head).startsWith("HTTP/1.1 426 ").containsIgnoringCase("upgrade: websocket");
            peer.readBody(head);

            peer.sendBytes(RawPeer.upgradeRequest("/", server.port()));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Upgrade: websocket, Upgrade: h3, 426",
        "GET /, POST /, 405",
        "Connection: Upgrade, Connection: keep-alive, 400",
        "Sec-WebSocket-Version: 13, Sec-WebSocket-Version: 12, 426",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, X-Nothing: 1, 400"
    })
    void aBrokenHandshakeIsRefused(String right, String wrong, int status) {
        try (TestServer server = TestServer.of(HandshakeTest::echo);
                RawPeer peer = RawPeer.open(server.port())) {
            String request = new String(RawPeer.upgradeRequest("/", server.port()), ISO_8859_1);
            assertThat(request).contains(right);
            peer.sendBytes(request.replace(right, wrong).getBytes(ISO_8859_1));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 " + status + " ");
        }
    }

    @Test
    void noCompressionIsAgreedOnThoughTheServerOffersIt() {
        HttpServerOptions compressing = TestServer.transport()
                .setPerMessageWebSocketCompressionSupported(true)
                .setPerFrameWebSocketCompressionSupported(true)
                .setCompressionSupported(true);
        try (TestServer server = echo(compressing);
                RawPeer peer = RawPeer.open(server.port())) {
            peer.sendBytes(RawPeer.upgradeRequest(
                    "/",
                    server.port(),
                    "Accept-Encoding: gzip, deflate",
                    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, deflate-frame"));
            assertThat(peer.readHead())
                    .startsWith("HTTP/1.1 101 ")
                    .doesNotContainIgnoringCase("Sec-WebSocket-Extensions");
            peer.send(Frame.text("plain ".repeat(1_000)));
            assertThat(peer.read().text()).isEqualTo("plain ".repeat(1_000));

            peer.send(Frame.text("deflated?").reserved(4));
            assertThat(peer.read().closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
        }
    }

    @Test
    void messagesBehindTheRequestInTheSamePacketAreNotLost() {
        try (TestServer server = TestServer.of(HandshakeTest::echo);
                RawPeer peer = RawPeer.open(server.port())) {
            byte[] request = RawPeer.upgradeRequest("/", server.port());
            byte[] frames = peer.encode(Frame.text("one"), Frame.text("two"), Frame.text("three"));
            peer.sendAsOne(request, frames);
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
            peer.send(Frame.text("four"));
            for (String text : List.of("one", "two", "three", "four")) {
                assertThat(peer.read().text()).isEqualTo(text);
            }
        }
    }

    @Test
    void aCloseBehindTheRequestInTheSamePacketIsAnswered() {
        try (TestServer server = TestServer.of(connection -> Completable.never());
                RawPeer peer = RawPeer.open(server.port())) {
            peer.sendAsOne(RawPeer.upgradeRequest("/", server.port()), peer.encode(Frame.close(4321, "never mind")));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
            assertThat(peer.read().closeCode()).isEqualTo(4321);
            assertThat(peer.readEnd()).isEqualTo(RawPeer.End.FIN);
            assertThat(Wait.closed(server.accepted()).code()).isEqualTo(4321);
        }
    }

    @Test
    void aRouteMayTakeTimeToDecideIfItPausesTheRequest() {
        CompletableFuture<Runnable> asked = new CompletableFuture<>();
        try (TestServer server = TestServer.routing(TestServer.transport(), (test, router) -> {
                    router.route("/").handler(routing -> {
                        routing.request().pause();
                        var context = test.vertx().getOrCreateContext();
                        asked.complete(() -> context.runOnContext(v -> routing.next()));
                    });
                    router.route("/").handler(test.noting(HandshakeTest::echo));
                });
                RawPeer peer = RawPeer.open(server.port())) {
            peer.sendBytes(RawPeer.upgradeRequest("/", server.port()));
            asked.orTimeout(20, TimeUnit.SECONDS).join().run();
            assertThat(peer.readHead()).startsWith("HTTP/1.1 101 ");
            peer.send(Frame.text("hello"));
            assertThat(peer.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void anEndpointMayStandInASubRouterBehindOtherHandlers() {
        try (TestServer server = TestServer.routing(TestServer.transport(), (test, router) -> {
                    Router api = Router.router(test.vertx());
                    api.route("/echo/:name").handler(test.noting(HandshakeTest::echo));
                    router.route().handler(BodyHandler.create(false));
                    router.route("/api/*").subRouter(api);
                });
                RawPeer peer = RawPeer.connect(server.port(), "/api/echo/me?token=a%20b")) {
            Connection connection = server.accepted();
            assertThat(connection.uri()).isEqualTo("/api/echo/me?token=a%20b");
            assertThat(connection.headers().get("upgrade")).isEqualTo("websocket");
            assertThat(connection.remoteAddress().hostAddress()).isEqualTo("127.0.0.1");
            assertThat(connection.subprotocol()).isNull();
            assertThat(connection.toString()).contains("/api/echo/me");
            peer.send(Frame.text("hello"));
            assertThat(peer.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void theLimitsOfTheServerDoNotMatterOnlyThoseOfTheEndpoint() {
        HttpServerOptions narrow = TestServer.transport()
                .setMaxWebSocketFrameSize(100)
                .setMaxWebSocketMessageSize(100)
                .setAcceptUnmaskedFrames(true);
        try (TestServer server = echo(narrow);
                RawPeer peer = server.dial()) {
            peer.send(Frame.text("x".repeat(50_000)));
            assertThat(peer.read().text()).hasSize(50_000);
            peer.sendWronglyMasked(Frame.text("unmasked"));
            assertThat(peer.read().closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
        }
    }

    @Test
    void otherRoutesOfTheServerAreLeftAlone() {
        HttpServerOptions idle = TestServer.transport().setIdleTimeout(30).setCompressionSupported(true);
        try (TestServer server = TestServer.routing(idle, (test, router) -> {
                    router.route("/").handler(test.noting(HandshakeTest::echo));
                    router.get("/hello").handler(routing -> routing.end("hello"));
                });
                RawPeer socket = server.dial();
                RawPeer http = RawPeer.open(server.port())) {
            http.sendBytes("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            String head = http.readHead();
            assertThat(head).startsWith("HTTP/1.1 200 ");
            assertThat(http.readBody(head)).isEqualTo("hello");
            socket.send(Frame.text("hello"));
            assertThat(socket.read().text()).isEqualTo("hello");
        }
    }

    @Test
    void theEndpointRunsOnTheConnectionsEventLoop() {
        CompletableFuture<String> thread = new CompletableFuture<>();
        try (TestServer server = TestServer.of(connection -> {
                    thread.complete(Thread.currentThread().getName());
                    return connection.send(Message.text("hello"));
                });
                RawPeer peer = server.dial()) {
            assertThat(peer.read().text()).isEqualTo("hello");
            assertThat(thread.join()).contains("eventloop");
            peer.answerClose();
            Wait.closed(server.accepted());
        }
    }
}
