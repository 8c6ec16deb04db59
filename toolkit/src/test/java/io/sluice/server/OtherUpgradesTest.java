package io.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Beside endpoints, a guarded server may have WebSockets of another kind, and plain answers to requests to upgrade. */
final class OtherUpgradesTest {

    private static final int MANY = 40_000;

    private static Served served() {
        return Served.with(server -> {
            server.at("/endpoint/:name", connection -> connection.send(connection.messages()));
            server.router().get("/vertx").handler(OtherUpgradesTest::echo);
            server.router()
                    .get("/body")
                    .handler(routing ->
                            routing.request().body().onSuccess(body -> routing.end("a body of " + body.length())));
            server.router().route("/late").handler(routing -> routing.vertx().setTimer(50, fired -> routing.next()));
            server.at("/late", connection -> connection.send(connection.messages()));
        });
    }

    private static void echo(RoutingContext routing) {
        routing.request().toWebSocket().onSuccess(OtherUpgradesTest::echo);
    }

    private static void echo(ServerWebSocket socket) {
        socket.textMessageHandler(socket::writeTextMessage);
    }

    @Test
    void aWebSocketOfVertxIsServedAtAPathWithoutEndpoint() {
        try (Served served = served();
                RawPeer peer = served.ask("/vertx")) {
            assertThat(Served.status(peer.readHead())).isEqualTo(101);
            for (int i = 0; i < 3; i++) {
                peer.send(Frame.text("hello " + i));
                assertThat(peer.read().text()).isEqualTo("hello " + i);
            }
            try (RawPeer other = served.dial("/endpoint/x")) {
                other.send(Frame.text("hello"));
                assertThat(other.read().text()).isEqualTo("hello");
            }
        }
    }

    @Test
    void framesRightBehindTheRequestReachAWebSocketOfVertx() {
        try (Served served = served();
                RawPeer peer = RawPeer.open(served.server().port())) {
            peer.sendAsOne(
                    RawPeer.upgradeRequest("/vertx", served.server().port()),
                    peer.encode(Frame.text("early"), Frame.text("x".repeat(MANY))));
            assertThat(Served.status(peer.readHead())).isEqualTo(101);
            assertThat(peer.read().text()).isEqualTo("early");
            assertThat(peer.read().text()).hasSize(MANY);
        }
    }

    @Test
    void aPlainAnswerEndsTheConnection() {
        try (Served served = served();
                RawPeer peer = served.ask("/body")) {
            String head = peer.readHead();
            assertThat(Served.status(head)).isEqualTo(200);
            assertThat(peer.readBody(head)).isEqualTo("a body of 0");
            assertThat(peer.readEnd()).isEqualTo(RawPeer.End.FIN);
        }
    }

    @Test
    void anUpgradeNobodyIsThereForIsNotFound() {
        try (Served served = served()) {
            assertThat(served.statusOf("/nowhere")).isEqualTo(404);
        }
    }

    @Test
    void aLengthOfZeroIsNoBodyHoweverLongAHandlerTakes() {
        try (Served served = served();
                RawPeer peer = RawPeer.open(served.server().port())) {
            peer.sendAsOne(
                    RawPeer.upgradeRequest("/late", served.server().port(), "Content-Length: 0"),
                    peer.encode(Frame.text("early")));
            assertThat(Served.status(peer.readHead())).isEqualTo(101);
            assertThat(peer.read().text()).isEqualTo("early");
        }
    }

    @Test
    void onAServerOfTheUsersOwnARequestIsLeftToOthers() {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            router.get("/vertx").handler(routing -> {
                WebSocketEndpoint.leave(routing.request());
                echo(routing);
            });
            HttpServer http = vertx.createHttpServer(TestServer.transport().setHttp2ClearTextEnabled(false))
                    .connectionHandler(connection -> WebSocketEndpoint.guard(connection, Duration.ofSeconds(10)))
                    .requestHandler((HttpServerRequest request) -> router.handle(request))
                    .listen(0, "127.0.0.1")
                    .await();
            try (RawPeer peer = RawPeer.connect(http.actualPort(), "/vertx")) {
                peer.send(Frame.text("hello"));
                assertThat(peer.read().text()).isEqualTo("hello");
            }
            try (RawPeer peer = RawPeer.open(http.actualPort())) {
                peer.sendBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
                assertThat(Served.status(peer.readHead())).isEqualTo(404);
            }
        } finally {
            vertx.close().await();
        }
    }
}
