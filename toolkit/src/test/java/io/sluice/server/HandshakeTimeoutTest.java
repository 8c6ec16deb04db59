package io.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestCertificate;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that takes its time over a request is cut off, however busy it looks. */
final class HandshakeTimeoutTest {

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private static Served served() {
        return Served.with(Served.options().withHandshakeTimeout(TIMEOUT), server -> {
            server.at("/", connection -> connection.send(connection.messages()));
            server.router().get("/page").handler(routing -> routing.end("page"));
        });
    }

    @Test
    void aClientThatSaysNothingIsCutOff() {
        try (Served served = served();
                RawPeer peer = RawPeer.open(served.server().port())) {
            peer.readEnd();
        }
    }

    @Test
    void aClientThatSaysItByteByByteIsCutOff() {
        try (Served served = served();
                RawPeer peer = RawPeer.open(served.server().port())) {
            ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
            try {
                peer.sendBytes("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ".getBytes(ISO_8859_1));
                // A byte fifty times a second, until the other side is gone and the task fails.
                Future<?> unused = dripping.scheduleWithFixedDelay(
                        () -> peer.sendBytes(new byte[] {'x'}), 0, 20, TimeUnit.MILLISECONDS);
                assertThat(peer.skipToEnd()).isNotNull();
            } finally {
                dripping.shutdownNow();
            }
        }
    }

    @Test
    void theNextRequestOnAConnectionHasItsTimeToo() {
        try (Served served = served();
                RawPeer peer = RawPeer.open(served.server().port())) {
            for (int i = 0; i < 2; i++) {
                peer.sendBytes("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
                assertThat(peer.readBody(peer.readHead())).isEqualTo("page");
            }
            peer.sendBytes("GET /page HT".getBytes(ISO_8859_1));
            peer.readEnd();
        }
    }

    @Test
    void aConnectionThatStandsIsLeftAlone() {
        try (Served served = served();
                RawPeer peer = served.dial("/");
                RawPeer witness = RawPeer.open(served.server().port())) {
            witness.readEnd(); // which connected later
            peer.send(Frame.text("still here"));
            assertThat(peer.read().text()).isEqualTo("still here");
        }
    }

    @Test
    void aResponseThatTakesLongIsNotTheClientsFault() {
        try (Served served = Served.with(
                        Served.options().withHandshakeTimeout(TIMEOUT),
                        server -> server.router()
                                .get("/slow")
                                .handler(routing -> routing.vertx()
                                        .setTimer(TIMEOUT.toMillis() * 2, fired -> routing.end("at last"))));
                RawPeer peer = RawPeer.open(served.server().port())) {
            peer.sendBytes("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(peer.readBody(peer.readHead())).isEqualTo("at last");
        }
    }

    @Test
    void aServerOfTheUsersOwnCanBeGuarded() {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            router.route("/").handler(WebSocketEndpoint.of(connection -> Completable.never()));
            HttpServer http = vertx.createHttpServer(TestServer.transport().setHttp2ClearTextEnabled(false))
                    .connectionHandler(connection -> WebSocketEndpoint.guard(connection, TIMEOUT))
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .await();
            try (RawPeer silent = RawPeer.open(http.actualPort());
                    RawPeer peer = RawPeer.connect(http.actualPort(), "/")) {
                silent.readEnd();
                peer.send(Frame.ping("there?"));
                assertThat(peer.read().opcode()).isEqualTo(Frame.PONG);
            }
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void overTlsSilenceIsCutOffToo(@TempDir Path folder) throws Exception {
        try (Served served = Served.with(
                        Served.options()
                                .withHandshakeTimeout(TIMEOUT)
                                .withHttp(TestServer.transport()
                                        .setSsl(true)
                                        .setKeyCertOptions(TestCertificate.of("localhost", folder))),
                        server -> server.at("/", connection -> Completable.never()));
                RawPeer peer = RawPeer.open(served.server().port())) {
            peer.skipToEnd();
            Wait.until(() -> served.server().connections() == 0);
        }
    }
}
