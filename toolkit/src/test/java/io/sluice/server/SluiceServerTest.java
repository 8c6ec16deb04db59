package io.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.Connection;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Wait;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Endpoints and plain HTTP on one port, from listening to an end in good order. */
final class SluiceServerTest {

    private static Completable echo(Connection connection) {
        return connection.send(connection.messages());
    }

    @Test
    void webSocketsAndHttpShareAPortAndPathsMayHaveParameters() {
        try (Served served = Served.with(server -> {
                    server.at(
                            "/rooms/:room",
                            (connection, routing) ->
                                    connection.send(Message.text("welcome to " + routing.pathParam("room"))));
                    server.router().get("/page").handler(routing -> routing.end("a page"));
                });
                RawPeer peer = served.dial("/rooms/the%20hall");
                RawPeer http = RawPeer.open(served.server().port())) {
            assertThat(peer.read().text()).isEqualTo("welcome to the hall");
            http.sendBytes("GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(http.readBody(http.readHead())).isEqualTo("a page");
            http.sendBytes("GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(ISO_8859_1));
            assertThat(Served.status(http.readHead())).isEqualTo(404);
        }
    }

    @Test
    void aTakenPortIsAnError() {
        try (Served served = Served.with(server -> {})) {
            SluiceServer.create(served.vertx())
                    .listen(served.server().port(), "127.0.0.1")
                    .test()
                    .awaitDone(20, TimeUnit.SECONDS)
                    .assertError(BindException.class);
        }
    }

    @Test
    void shutdownTellsAllAndLetsTheirEndpointsFinish() {
        CompletableSubject work = CompletableSubject.create();
        AtomicBoolean disposed = new AtomicBoolean();
        Queue<Message> worked = new ConcurrentLinkedQueue<>();
        try (Served served = Served.with(server -> server.at(
                        "/",
                        connection -> connection
                                .messages()
                                .concatMapCompletable(message -> work.doOnComplete(() -> worked.add(message)))
                                .doOnDispose(() -> disposed.set(true))));
                RawPeer peer = served.dial("/");
                RawPeer http = RawPeer.open(served.server().port())) {
            int port = served.server().port();
            peer.send(Frame.text("one"), Frame.text("two"));
            Wait.until(work::hasObservers);

            Completable shutdown = served.server().shutdown(Duration.ofSeconds(20));
            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            http.readEnd();
            assertThat(isRefused(port)).isTrue();
            assertThat(served.server().connections()).isEqualTo(1);

            work.onComplete();
            Wait.done(shutdown);
            assertThat(worked).containsExactly(Message.text("one"), Message.text("two"));
            assertThat(disposed).isFalse();
            assertThat(served.server().connections()).isZero();
            Wait.done(served.server().shutdown(Duration.ZERO));
        }
    }

    private static boolean isRefused(int port) {
        try (RawPeer late = RawPeer.open(port)) {
            late.readEnd();
            return true;
        } catch (java.io.UncheckedIOException refused) {
            return true;
        }
    }

    @Test
    void anEndpointThatDoesNotFinishIsDisposedWhenTheGraceIsOver() {
        Duration grace = Duration.ofMillis(400);
        CompletableSubject disposed = CompletableSubject.create();
        try (Served served = Served.with(server ->
                        server.at("/", connection -> Completable.never().doOnDispose(disposed::onComplete)));
                RawPeer peer = served.dial("/")) {
            long start = System.nanoTime();
            Completable shutdown = served.server().shutdown(grace);
            peer.answerClose();
            Wait.done(disposed);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(grace.minusMillis(50));
            Wait.done(shutdown);
        }
    }

    @Test
    void athousandPeersThatReadNothingDoNotHoldItUp() {
        int peers = 1_000;
        Message block = Message.text("x".repeat(8 << 10));
        List<RawPeer> deaf = new ArrayList<>();
        // Their close frames queue behind data that nobody takes, and the time-outs are beyond the grace.
        try (Served served = Served.with(
                Served.options().withLimits(new ConnectionLimits(peers, peers)),
                server -> server.at(
                        "/", connection -> connection.send(Flowable.just(block).repeat())))) {
            for (int i = 0; i < peers; i++) {
                deaf.add(served.ask("/"));
            }
            Wait.until(() -> served.server().connections() == peers);
            Duration grace = Duration.ofMillis(500);
            long start = System.nanoTime();
            Wait.done(served.server().shutdown(grace));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(grace.plusSeconds(12));
            assertThat(served.server().connections()).isZero();
        } finally {
            deaf.forEach(RawPeer::close);
        }
    }

    /** One instance of a verticle: a server of its own on the port all of them share. */
    private static final class Instance extends VerticleBase {

        private final int port;
        private final ServerOptions options;
        private final Set<String> threads;

        Instance(int port, ServerOptions options, Set<String> threads) {
            this.port = port;
            this.options = options;
            this.threads = threads;
        }

        @Override
        public Future<?> start() {
            SluiceServer server = SluiceServer.create(vertx, options).at("/", connection -> {
                threads.add(Thread.currentThread().getName());
                return echo(connection);
            });
            return Future.fromCompletionStage(server.listen(port, "127.0.0.1").toCompletionStage());
        }
    }

    @Test
    void instancesShareOutConnectionsAndKeepTheLimitsTogether() throws Exception {
        Vertx vertx = Vertx.vertx();
        Set<String> threads = ConcurrentHashMap.newKeySet();
        List<RawPeer> peers = new ArrayList<>();
        int port;
        try (java.net.ServerSocket free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try {
            ServerOptions options = Served.options().withLimits(new ConnectionLimits(8, 8));
            vertx.deployVerticle(() -> new Instance(port, options, threads), new DeploymentOptions().setInstances(2))
                    .await();
            for (int i = 0; i < 8; i++) {
                peers.add(RawPeer.connect(port, "/"));
            }
            Wait.until(() -> threads.size() == 2);
            assertThat(options.quota().connections()).isEqualTo(8);
            try (RawPeer ninth = RawPeer.open(port)) {
                ninth.sendBytes(RawPeer.upgradeRequest("/", port));
                assertThat(Served.status(ninth.readHead())).isEqualTo(503);
            }
        } finally {
            peers.forEach(RawPeer::close);
            vertx.close().await();
        }
    }

    @Test
    void defaultsAreForTheWorldOutside() {
        ServerOptions options = ServerOptions.create();
        assertThat(options.quota().limits()).isEqualTo(ConnectionLimits.DEFAULT);
        assertThat(options.quota()).isNotSameAs(ServerOptions.create().quota());
        assertThat(options.withHandshakeTimeout(Duration.ofSeconds(1)).quota()).isSameAs(options.quota());
        assertThat(options.http().setPort(1).getPort())
                .isNotEqualTo(options.http().getPort());
    }
}
