package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.message.Message;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each route of a server speaks its own subprotocols. */
final class SubprotocolTest {

    private static TestServer server(HttpServerOptions transport) {
        return TestServer.routing(transport, (test, router) -> {
            router.route("/chosen")
                    .handler(WebSocketEndpoint.of(connection -> connection
                                    .send(Message.text(String.valueOf(connection.subprotocol())))
                                    .andThen(Completable.never()))
                            .withSubprotocols("v2.feed", "v1.feed"));
            router.route("/none").handler(test.noting(connection -> Completable.never()));
        });
    }

    private static String ask(TestServer server, String path, @Nullable String offers) {
        try (RawPeer peer = RawPeer.open(server.port())) {
            peer.sendBytes(RawPeer.upgradeRequest(
                    path, server.port(), offers == null ? "X-Nothing: 1" : "Sec-WebSocket-Protocol: " + offers));
            String head = peer.readHead();
            assertThat(head).startsWith("HTTP/1.1 101 ");
            List<String> headers = head.lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-protocol:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .toList();
            assertThat(headers).hasSizeLessThan(2);
            String told = headers.isEmpty() ? "null" : headers.get(0);
            if (path.equals("/chosen")) {
                assertThat(peer.read().text()).as("what the connection says").isEqualTo(told);
            }
            return told;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "v1.feed,                   v1.feed",
        "'v1.feed, v2.feed',        v2.feed",
        "'other,v1.feed , another', v1.feed",
        "'a\r\nSec-WebSocket-Protocol: v2.feed', v2.feed",
        "V2.FEED,                   null",
        "v2,                        null",
        "other,                     null",
        ",                          null"
    })
    void theFirstOfTheServersThatTheClientOffersIsAgreedOn(@Nullable String offers, String agreed) {
        try (TestServer server = server(TestServer.transport())) {
            assertThat(ask(server, "/chosen", offers)).isEqualTo(agreed);
        }
    }

    @Test
    void whatTheHttpServerWouldChooseDoesNotMatter() {
        try (TestServer server = server(TestServer.transport().setWebSocketSubProtocols(List.of("other", "v1.feed")))) {
            assertThat(ask(server, "/chosen", "other, v1.feed, v2.feed")).isEqualTo("v2.feed");
            assertThat(ask(server, "/chosen", "other")).isEqualTo("null");
        }
    }

    @Test
    void anEndpointWithoutSubprotocolsLeavesThemToTheHttpServer() {
        try (TestServer server = server(TestServer.transport())) {
            assertThat(ask(server, "/none", "v2.feed")).isEqualTo("null");
            assertThat(server.accepted().subprotocol()).isNull();
        }
        try (TestServer server = server(TestServer.transport().setWebSocketSubProtocols(List.of("other")))) {
            assertThat(ask(server, "/none", "v2.feed, other")).isEqualTo("other");
            assertThat(server.accepted().subprotocol()).isEqualTo("other");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a,b", "a;b", "ü", "a\r\nSet-Cookie: x"})
    void aNameThatCannotTravelIsRefused(String name) {
        WebSocketEndpoint endpoint = WebSocketEndpoint.of(connection -> Completable.never());
        assertThatIllegalArgumentException().isThrownBy(() -> endpoint.withSubprotocols("fine", name));
    }
}
