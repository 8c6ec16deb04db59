package io.sluice.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.reactivex.rxjava3.observers.TestObserver;
import io.sluice.client.ConnectFailedException.Kind;
import io.sluice.connection.Connection;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that are none: one clear error each, and no socket left. */
final class WrongServerTest {

    private static final Duration SHORT = Duration.ofMillis(300);

    private final Vertx vertx = Vertx.vertx();
    private final RawServer server = new RawServer();
    private final SluiceClient client = SluiceClient.create(vertx, Link.transport(), TestServer.CALM);
    private final ConnectRequest request = ConnectRequest.to(server.uri());

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "200 OK,                 check the path",
        "204 No Content,         see what the server logs",
        "401 Unauthorized,       Authorization",
        "403 Forbidden,          origin",
        "404 Not Found,          check the path",
        "410 Gone,               check the path",
        "426 Upgrade Required,   protocol version",
        "429 Too Many Requests,  too often",
        "500 Oops,               see what the server logs",
        "503 Unavailable,        out of service"
    })
    void anAnswerOtherThan101IsToldWithItsStatus(String answer, String advice) {
        ConnectFailedException failure = answered("HTTP/1.1 " + answer, "Content-Length: 0", "X-Detail: why");
        assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
        assertThat(failure.status()).isEqualTo(Integer.parseInt(answer.substring(0, 3)));
        assertThat(failure.headers().get("x-detail")).isEqualTo("why");
        assertThat(failure)
                .hasMessageContaining(server.uri())
                .hasMessageContaining("answered " + failure.status())
                .hasMessageContaining(advice);
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void aRedirectIsNotFollowedButTold(int status) {
        ConnectFailedException failure = answered(
                "HTTP/1.1 " + status + " Elsewhere", "Location: wss://other.example.com/there", "Content-Length: 0");
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure)
                .hasMessageContaining(" " + status)
                .hasMessageContaining("not followed; connect to wss://other.example.com/there");
        assertThat(failure.mayRetry()).isFalse();
    }

    static Stream<Arguments> wrongAnswers() {
        return Stream.of(
                arguments(
                        "a key for somebody else",
                        says(head -> RawPeer.upgradeResponse("Sec-WebSocket-Key: bm90IHRoZSBrZXkgYXNrZWQ="))),
                arguments("no upgrade", says(head -> without(head, "Upgrade: "))),
                arguments(
                        "an upgrade to something else",
                        says(head -> new String(RawPeer.upgradeResponse(head), ISO_8859_1)
                                .replace("Upgrade: websocket", "Upgrade: h2c")
                                .getBytes(ISO_8859_1))),
                arguments(
                        "an extension that was not offered",
                        says(head -> RawPeer.upgradeResponse(head, "Sec-WebSocket-Extensions: x-strange; a=b"))),
                arguments("another protocol", says(head -> "SSH-2.0-OpenSSH_9.2p1\r\n".getBytes(ISO_8859_1))));
    }

    private static Consumer<RawPeer> says(java.util.function.Function<String, byte[]> answer) {
        return peer -> peer.sendBytes(answer.apply(peer.readHead()));
    }

    private static byte[] without(String head, String header) {
        String answer = new String(RawPeer.upgradeResponse(head), ISO_8859_1);
        return answer.replaceFirst("(?m)^" + header + ".*\\r\\n", "").getBytes(ISO_8859_1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongAnswers")
    void anAnswerThatIsNoneIsAnErrorThatEndsTheSocket(String name, Consumer<RawPeer> answer) {
        TestObserver<Connection> connecting = client.connect(request).test();
        try (RawPeer peer = server.accept()) {
            answer.accept(peer);
            ConnectFailedException failure = Failure.of(connecting);
            assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER);
            assertThat(failure).hasMessageContaining(server.uri()).hasMessageContaining("check");
            assertThat(failure.mayRetry()).isFalse();
            peer.skipToEnd();
        }
    }

    @Test
    void aSilentServerIsATimeOut() {
        TestObserver<Connection> connecting =
                client.connect(request.withTimeout(SHORT)).test();
        try (RawPeer peer = server.callerWith("GET / HTTP/1.1\r\n")) {
            ConnectFailedException failure = Failure.of(connecting);
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure).hasMessageContaining("no complete answer within 300 ms");
            peer.skipToEnd();
        }
    }

    static Stream<Arguments> endlessAnswers() {
        return Stream.of(
                arguments(
                        "a body without end",
                        says(head ->
                                "HTTP/1.1 403 Forbidden\r\nContent-Length: 1000000000\r\n\r\n".getBytes(ISO_8859_1))),
                arguments(
                        "a header without end",
                        says(head ->
                                ("HTTP/1.1 101 Switching Protocols\r\nX: " + "x".repeat(20_000)).getBytes(ISO_8859_1))),
                // Which Netty takes for an old draft of the protocol, whose answer had a body.
                arguments("no key", says(head -> without(head, "Sec-WebSocket-Accept"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endlessAnswers")
    void anAnswerThatNeverEndsIsATimeOut(String name, Consumer<RawPeer> answer) {
        TestObserver<Connection> connecting =
                client.connect(request.withTimeout(SHORT)).test();
        try (RawPeer peer = server.accept()) {
            answer.accept(peer);
            ConnectFailedException failure = Failure.of(connecting);
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure).hasMessageContaining("no complete answer within 300 ms");
            peer.skipToEnd();
        }
    }

    @Test
    void aServerThatHangsUpIsToldFromOneThatIsNotThere() throws Exception {
        for (Consumer<RawPeer> hangUp : java.util.List.<Consumer<RawPeer>>of(RawPeer::close, RawPeer::reset)) {
            TestObserver<Connection> connecting = client.connect(request).test();
            hangUp.accept(server.callerWith("GET / HTTP/1.1\r\n"));
            ConnectFailedException failure = Failure.of(connecting);
            assertThat(failure.kind()).isEqualTo(Kind.HUNG_UP);
            assertThat(failure).hasMessageContaining("hung up").hasMessageContaining("wss://");
            assertThat(failure.mayRetry()).isTrue();
        }
        ConnectFailedException nobody = Failure.of(
                client.connect("ws://localhost:" + RawServer.freePort() + "/").test());
        assertThat(nobody.kind()).isEqualTo(Kind.UNREACHABLE);
        assertThat(nobody).hasMessageContaining("check host, port");
        assertThat(nobody.mayRetry()).isTrue();
    }

    @Test
    void anUnknownHostIsToldByItsName() {
        ConnectFailedException failure =
                Failure.of(client.connect("ws://no-such-host.invalid/").test());
        assertThat(failure.kind()).isIn(Kind.UNREACHABLE);
        assertThat(failure).hasMessageContaining("no-such-host.invalid is unknown");
        assertThat(failure.mayRetry()).isTrue();
    }

    @Test
    void aClosedClientSaysSo() {
        Wait.done(client.close());
        ConnectFailedException failure = Failure.of(client.connect(request).test());
        assertThat(failure.kind()).isEqualTo(Kind.CLIENT_CLOSED);
        assertThat(failure).hasMessageContaining("closed");
    }

    private ConnectFailedException answered(String... lines) {
        TestObserver<Connection> connecting = client.connect(request).test();
        try (RawPeer peer = server.callerWith("GET / HTTP/1.1\r\n")) {
            peer.respond(lines);
            ConnectFailedException failure = Failure.of(connecting);
            peer.skipToEnd();
            return failure;
        }
    }
}
