package io.sluice.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.client.ConnectFailedException.Kind;
import io.sluice.connection.Connection;
import io.sluice.message.Message;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestCertificate;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.ProxyOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS, proxies and other settings of Vert.x reach the network. */
final class TransportTest {

    @TempDir
    static Path folder;

    private static PfxOptions trusted;

    private final Vertx vertx = Vertx.vertx();

    @BeforeAll
    static void makeCertificate() throws Exception {
        trusted = TestCertificate.of("localhost", folder);
    }

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void aTrustedCertificateLetsUsIn() {
        try (TestServer echo = echo(true)) {
            assertEchoes(with(Link.transport().setTrustOptions(trusted)), "wss://localhost:" + echo.port() + "/");
        }
    }

    @Test
    void anUntrustedCertificateSaysSo() {
        try (TestServer echo = echo(true)) {
            ConnectFailedException failure = fails(with(Link.transport()), "wss://localhost:" + echo.port() + "/");
            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(failure).hasMessageContaining("certificate is not trusted");
        }
    }

    @Test
    void aCertificateOfAnotherHostSaysSo() {
        try (TestServer echo = echo(true)) {
            ConnectFailedException failure =
                    fails(with(Link.transport().setTrustOptions(trusted)), "wss://127.0.0.1:" + echo.port() + "/");
            assertThat(failure.kind()).isEqualTo(Kind.TLS);
            assertThat(failure).hasMessageContaining("not for this host");
        }
    }

    @Test
    void aServerThatSpeaksTlsOnOneSideOnlyIsAnError() {
        try (TestServer tls = echo(true);
                TestServer plain = echo(false)) {
            assertThat(fails(with(Link.transport()), "ws://localhost:" + tls.port() + "/"))
                    .hasMessageContaining("wss://");
            assertThat(fails(with(Link.transport()), "wss://localhost:" + plain.port() + "/")
                            .kind())
                    .isEqualTo(Kind.TLS);
        }
    }

    @Test
    void aServerThatNeverFinishesTlsIsATimeOut() {
        try (RawServer server = new RawServer()) {
            ConnectRequest request =
                    ConnectRequest.to("wss://localhost:" + server.port() + "/").withTimeout(Duration.ofMillis(300));
            assertThat(Failure.of(with(Link.transport()).connect(request).test())
                            .kind())
                    .isEqualTo(Kind.TIMEOUT);
        }
    }

    @Test
    void aProxyIsAskedToConnect() {
        try (TestServer plain = echo(false);
                TestServer tls = echo(true);
                ConnectProxy proxy = new ConnectProxy("HTTP/1.1 200 Connection established")) {
            SluiceClient client = with(Link.transport().setTrustOptions(trusted).setProxyOptions(proxy.options()));
            assertEchoes(client, "ws://localhost:" + plain.port() + "/");
            assertEchoes(client, "wss://localhost:" + tls.port() + "/");
            assertThat(proxy.asked())
                    .containsExactly(
                            "CONNECT localhost:" + plain.port() + " HTTP/1.1",
                            "CONNECT localhost:" + tls.port() + " HTTP/1.1");
        }
    }

    @Test
    void aProxyThatRefusesSaysSo() {
        try (ConnectProxy proxy = new ConnectProxy("HTTP/1.1 407 Proxy Authentication Required")) {
            ConnectFailedException failure =
                    fails(with(Link.transport().setProxyOptions(proxy.options())), "ws://localhost:9/");
            assertThat(failure.kind()).isEqualTo(Kind.PROXY);
            assertThat(failure).hasMessageContaining("proxy").hasMessageContaining("407");
        }
    }

    @Test
    void sixtyConnectionsToOneHostAreOpenThoughVertxHasAnotherDefault() {
        try (TestServer echo = echo(false)) {
            SluiceClient client = with(new WebSocketClientOptions());
            List<Connection> open = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                open.add(Wait.result(client.connect(echo.uri())));
            }
            assertThat(open).hasSize(60).noneMatch(Connection::isClosed);
        }
    }

    @Test
    void aBoundOfTheUsersOwnIsKept() {
        try (RawServer server = new RawServer()) {
            SluiceClient client = with(Link.transport().setMaxConnections(1));
            var first = client.connect(server.uri()).test();
            try (RawPeer peer = server.upgrade()) {
                Wait.untilAsserted(() -> first.assertValueCount(1));
                assertThat(Failure.of(client.connect(
                                                ConnectRequest.to(server.uri()).withTimeout(Duration.ofMillis(200)))
                                        .test())
                                .kind())
                        .isEqualTo(Kind.TIMEOUT);
                assertThat(server.hasCaller()).isFalse();
                peer.reset();
            }
        }
    }

    private SluiceClient with(WebSocketClientOptions transport) {
        return SluiceClient.create(vertx, transport, TestServer.CALM);
    }

    private static TestServer echo(boolean tls) {
        return TestServer.routing(
                tls ? TestServer.transport().setSsl(true).setKeyCertOptions(trusted) : TestServer.transport(),
                (server, router) -> router.route("/")
                        .handler(server.noting(connection -> connection.send(connection.messages()))
                                .withOptions(TestServer.CALM)));
    }

    private static void assertEchoes(SluiceClient client, String uri) {
        Connection connection = Wait.result(client.connect(uri));
        Message echo = Wait.result(connection
                .send(Message.text("hello"))
                .andThen(connection.messages().firstOrError()));
        assertThat(new String(echo.bytes(), ISO_8859_1)).isEqualTo("hello");
        Wait.done(connection.close());
    }

    private static ConnectFailedException fails(SluiceClient client, String uri) {
        return Failure.of(client.connect(uri).test());
    }

    /** An HTTP proxy that answers every request with the same line, and passes bytes on if that is a 200. */
    private static final class ConnectProxy implements AutoCloseable {

        private final Vertx own = Vertx.vertx();
        /** Held on to: a client of Vert.x that is garbage closes its sockets. */
        private final NetClient onwards = own.createNetClient();

        private final List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
        private final int port;

        ConnectProxy(String answer) {
            port = own.createNetServer()
                    .connectHandler(socket -> socket.handler(head -> {
                        String request =
                                head.toString(ISO_8859_1).lines().findFirst().orElse("");
                        asked.add(request);
                        if (answer.contains(" 200 ")) {
                            socket.pause();
                            String[] target = request.split(" ", -1)[1].split(":", -1);
                            onwards.connect(Integer.parseInt(target[1]), target[0])
                                    .onSuccess(onward -> {
                                        socket.write(answer + "\r\n\r\n");
                                        socket.pipeTo(onward);
                                        onward.pipeTo(socket);
                                    });
                        } else {
                            socket.end(io.vertx.core.buffer.Buffer.buffer(answer + "\r\nContent-Length: 0\r\n\r\n"));
                        }
                    }))
                    .listen(0, "127.0.0.1")
                    .await()
                    .actualPort();
        }

        List<String> asked() {
            return asked;
        }

        ProxyOptions options() {
            return new ProxyOptions().setHost("127.0.0.1").setPort(port);
        }

        @Override
        public void close() {
            own.close().await();
        }
    }
}
