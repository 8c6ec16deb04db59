package io.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client says in its handshake, and what it agrees to. */
final class ConnectRequestTest {

    private final Vertx vertx = Vertx.vertx();
    private final RawServer server = new RawServer();
    private final SluiceClient client = SluiceClient.create(vertx, Link.transport(), TestServer.CALM);
    private final ConnectRequest request = ConnectRequest.to(server.uri());

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    @Test
    void headersArriveAsGiven() {
        String head = headOf(request.withHeader("Authorization", "Bearer abc=")
                .withHeader("X-Twice", "one")
                .withHeader("X-Twice", "two")
                .withHeader("Cookie", "a=b; c=d"));
        assertThat(head.lines())
                .contains("Authorization: Bearer abc=", "X-Twice: one", "X-Twice: two", "Cookie: a=b; c=d");
    }

    @Test
    void aPlainRequestSaysNoMoreThanItMust() {
        assertThat(headOf(request).lines().map(line -> line.split(":", 2)[0].toLowerCase(java.util.Locale.ROOT)))
                .containsExactlyInAnyOrder(
                        "get / http/1.1",
                        "host",
                        "upgrade",
                        "connection",
                        "sec-websocket-key",
                        "sec-websocket-version",
                        "");
    }

    @Test
    void anOriginIsSentWhenGiven() {
        assertThat(headOf(request.withOrigin("https://app.example.com")).lines().map(String::toLowerCase))
                .contains("origin: https://app.example.com");
    }

    @Test
    void hostsWithAnUnderscoreAreNamesLikeOthers() {
        assertThat(ConnectRequest.to("ws://my_host:8080/feed").target())
                .returns("my_host", target -> target.getHost())
                .returns(8080, target -> target.getPort())
                .returns("/feed", target -> target.getURI());
        assertThat(ConnectRequest.to("wss://my_host").target().getPort()).isEqualTo(443);
    }

    @Test
    void aHostOfItsOwnTakesThePlaceOfTheUris() {
        assertThat(headOf(request.withHeader("Host", "virtual.example.com"))
                        .lines()
                        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("host:")))
                .singleElement()
                .asString()
                .endsWith(": virtual.example.com");
    }

    @Test
    void aRequestIsNotChangedByWhatIsMadeOfIt() {
        ConnectRequest with = request.withHeader("A", "b")
                .withSubprotocols("chat")
                .withOrigin("https://x")
                .withTimeout(Duration.ofSeconds(1));
        assertThat(request.headers().isEmpty()).isTrue();
        assertThat(request.subprotocols()).isEmpty();
        assertThat(request.origin()).isNull();
        assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(10));
        with.headers().clear();
        assertThat(with.headers().get("a")).isEqualTo("b");
        assertThat(with.subprotocols()).containsExactly("chat");
        assertThat(with.origin()).isEqualTo("https://x");
        assertThat(with.timeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "a:b",
                "ä",
                "a\r\nb",
                "Upgrade",
                "connection",
                "SEC-WebSocket-Key",
                "Origin",
                "Content-Length"
            })
    void headersThatWouldBreakTheHandshakeAreRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> request.withHeader(name, "value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nInjected: b", "a\nb", "\u0000", "secret\u007f", "\u20ac"})
    void valuesThatHttpCannotCarryAreRefusedAndNotRepeated(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.withHeader("Authorization", value))
                .withMessageContaining("Authorization")
                .withMessageNotContaining(value);
        assertThatIllegalArgumentException().isThrownBy(() -> request.withOrigin(value));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> request.withTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> request.withTimeout(Duration.ofNanos(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> request.withSubprotocols("a", "a"));
        assertThatIllegalArgumentException().isThrownBy(() -> request.withSubprotocols("a,b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConnectRequest.to("ws://user:secret@localhost/"))
                .withMessageContaining("Authorization")
                .withMessageNotContaining("secret");
    }

    @Test
    void headersAreNotTold() {
        assertThat(request.withHeader("Authorization", "secret").toString()).isEqualTo(server.uri());
    }

    @ParameterizedTest
    @CsvSource({"chat.v2", "chat.v1"})
    void theSubprotocolTheServerChoosesIsTheConnections(String chosen) {
        TestObserver<Connection> connecting =
                client.connect(request.withSubprotocols("chat.v2", "chat.v1")).test();
        try (RawPeer peer = server.accept()) {
            String head = peer.readHead();
            assertThat(head.lines()
                            .map(line -> line.toLowerCase(java.util.Locale.ROOT).replace(" ", "")))
                    .contains("sec-websocket-protocol:chat.v2,chat.v1");
            peer.sendBytes(RawPeer.upgradeResponse(head, "Sec-WebSocket-Protocol: " + chosen));
            Wait.untilAsserted(() -> connecting.assertValue(open -> chosen.equals(open.subprotocol())));
        }
    }

    @ParameterizedTest
    @CsvSource({"chat, other", "chat,", ", chat", "chat, CHAT"})
    void aSubprotocolNotAskedForIsRefused(String asked, String chosen) {
        ConnectRequest asking = asked == null ? request : request.withSubprotocols(asked);
        TestObserver<Connection> connecting = client.connect(asking).test();
        try (RawPeer peer = server.accept()) {
            String head = peer.readHead();
            peer.sendBytes(
                    chosen == null
                            ? RawPeer.upgradeResponse(head)
                            : RawPeer.upgradeResponse(head, "Sec-WebSocket-Protocol: " + chosen));
            peer.skipToEnd();
            Wait.untilAsserted(() -> connecting.assertError(failure ->
                    failure instanceof ConnectFailedException failed && failed.kind() == Kind.INVALID_ANSWER));
            assertThat(Failure.of(connecting)).hasMessageContaining("subprotocol");
        }
    }

    /** What a server reads of {@code asked}, which goes unanswered. */
    private String headOf(ConnectRequest asked) {
        TestObserver<Connection> connecting = client.connect(asked).test();
        try (RawPeer peer = server.accept()) {
            String head = peer.readHead();
            peer.close();
            Wait.untilAsserted(() -> connecting.assertError(ConnectFailedException.class));
            return head;
        }
    }
}
