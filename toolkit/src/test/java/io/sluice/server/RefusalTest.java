package io.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no opening handshake is refused with a status that says why, and the server goes on. */
final class RefusalTest {

    private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

    @ParameterizedTest
    @CsvSource({
        "GET /,                     'POST /',                                     405",
        "GET /,                     'HEAD /',                                     405",
        "HTTP/1.1,                  'HTTP/1.0',                                   400",
        "Host: localhost,           'X-Host: localhost',                          400",
        "Upgrade: websocket,        'X-Nothing: 1',                               426",
        "Upgrade: websocket,        'Upgrade: h3',                                426",
        "Connection: Upgrade,       'X-Nothing: 1',                               400",
        "Connection: Upgrade,       'Connection: keep-alive',                     400",
        "Sec-WebSocket-Version: 13, 'X-Nothing: 1',                               426",
        "Sec-WebSocket-Version: 13, 'Sec-WebSocket-Version: 8',                   426",
        "Sec-WebSocket-Version: 13, 'Sec-WebSocket-Version: 013',                 426",
        "Sec-WebSocket-Version: 13, 'Sec-WebSocket-Version: 13, 8',               426",
        KEY + ",                    'X-Nothing: 1',                               400",
        KEY + ",                    'Sec-WebSocket-Key:',                         400",
        KEY + ",                    'Sec-WebSocket-Key: c2hvcnQ=',                400",
        KEY + ",                    'Sec-WebSocket-Key: not in base64, at all.',  400",
        KEY + ",                    '" + KEY + "\r\n" + KEY + "',                 400",
        KEY + ",                    '" + KEY + "\r\nContent-Length: 3',           400",
        KEY + ",                    '" + KEY + "\r\nTransfer-Encoding: chunked',  400"
    })
    void whatIsNoHandshakeIsRefused(String right, String wrong, int status) {
        try (TestServer plain = TestServer.of(connection -> Completable.never());
                Served guarded = Served.with(server -> server.at("/", connection -> Completable.never()))) {
            for (int port : new int[] {plain.port(), guarded.server().port()}) {
                String request = new String(RawPeer.upgradeRequest("/", port), ISO_8859_1);
                assertThat(request).contains(right);
                try (RawPeer peer = RawPeer.open(port)) {
                    peer.sendBytes(request.replace(right, wrong).getBytes(ISO_8859_1));
                    String head = peer.readHead();
                    assertThat(Served.status(head)).isEqualTo(status);
                    if (right.startsWith("Sec-WebSocket-Version")) {
                        assertThat(head).containsIgnoringCase("sec-websocket-version: 13\r\n");
                    } else if (status == 426) {
                        assertThat(head).containsIgnoringCase("upgrade: websocket\r\n");
                    } else if (status == 405) {
                        assertThat(head).containsIgnoringCase("allow: get\r\n");
                    }
                }
                RawPeer.connect(port, "/").close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection: keep-alive, Upgrade", "CONNECTION: UPGRADE", "Connection: upgrade"})
    void namesAndTokensAreReadAsHttpHasThem(String connection) {
        try (Served served = Served.with(server -> server.at("/", any -> Completable.never()));
                RawPeer peer = RawPeer.open(served.server().port())) {
            String request = new String(
                            RawPeer.upgradeRequest("/", served.server().port()), ISO_8859_1)
                    .replace("Connection: Upgrade", connection)
                    .replace("Upgrade: websocket", "upgrade: WebSocket");
            peer.sendBytes(request.getBytes(ISO_8859_1));
            assertThat(Served.status(peer.readHead())).isEqualTo(101);
        }
    }

    @Test
    void headersAndPathsThatAreTooLongAreRefused() {
        try (Served served = Served.with(server -> server.at("/", connection -> Completable.never()))) {
            assertThat(served.statusOf("/", "X-Long: " + "x".repeat(20_000))).isEqualTo(431);
            assertThat(served.statusOf("/" + "x".repeat(20_000))).isEqualTo(414);
            served.dial("/").close();
        }
    }

    @Test
    void garbageIsRefused() {
        try (Served served = Served.with(server -> server.at("/", connection -> Completable.never()))) {
            try (RawPeer peer = RawPeer.open(served.server().port())) {
                peer.sendBytes("\0\1\2\3 what?\r\n\r\n".getBytes(ISO_8859_1));
                assertThat(Served.status(peer.readHead())).isBetween(400, 501);
            }
            served.dial("/").close();
        }
    }

    @Test
    void overHttp2ItIsRefused() {
        try (TestServer server = TestServer.of(connection -> Completable.never())) {
            HttpClient client = server.vertx()
                    .createHttpClient(new HttpClientOptions()
                            .setProtocolVersion(HttpVersion.HTTP_2)
                            .setHttp2ClearTextUpgrade(false));
            int status = client.request(HttpMethod.GET, server.port(), "127.0.0.1", "/")
                    .compose(HttpClientRequest::send)
                    .map(HttpClientResponse::statusCode)
                    .await();
            assertThat(status).isEqualTo(505);
            client.close().await(); // held on to until here: one that is garbage closes its connections
            server.dial().close();
        }
    }
}
