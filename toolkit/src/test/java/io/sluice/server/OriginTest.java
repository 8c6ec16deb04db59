package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of other origins are refused unless they are listed. */
final class OriginTest {

    @ParameterizedTest
    @CsvSource({
        "localhost:8080,      http://localhost:8080,              101",
        "LOCALHOST:8080,      HTTP://LocalHost:8080,              101",
        "example.com,         http://example.com,                 101",
        "example.com,         https://example.com,                101",
        "example.com,         https://example.com:443,            101",
        "example.com:443,     https://example.com,                101",
        "[::1]:8080,          http://[::1]:8080,                  101",
        "my_host:8080,        http://my_host:8080,                101",
        "my_host:8080,        http://my_host,                     403",
        "my_host,             http://my_host.evil.com,            403",
        "localhost:8080,      http://localhost:8081,              403",
        "localhost:8080,      http://localhost,                   403",
        "example.com,         http://example.com:8080,            403",
        "example.com,         https://evil.com,                   403",
        "example.com,         https://example.com.evil.com,       403",
        "example.com,         https://evil.com/example.com,       403",
        "example.com,         https://example.com@evil.com,       403",
        "localhost:8080,      null,                               403",
        "localhost:8080,      file://,                            403",
        "localhost:8080,      not an origin,                      403",
        "localhost:8080,      http://localhost:99999999999,       403"
    })
    void byDefaultOnlyPagesFromTheSameHostAndPort(String host, String origin, int status) {
        try (TestServer server = server(OriginPolicy.sameOrigin())) {
            assertThat(answer(server, host, origin)).isEqualTo(status);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example.com,       101",
        "https://APP.example.com,       101",
        "http://localhost:5173,         101",
        "http://here:80,                101",
        "http://app.example.com,        403",
        "https://example.com,           403",
        "https://app.example.com:8443,  403"
    })
    void listedPagesPassBesideThem(String origin, int status) {
        try (TestServer server = server(OriginPolicy.allow("https://app.example.com", "http://LOCALHOST:5173"))) {
            assertThat(answer(server, "here", origin)).isEqualTo(status);
        }
    }

    @Test
    void anyPageMayPassIfThatIsWanted() {
        try (TestServer server = server(OriginPolicy.any())) {
            for (String origin : List.of("https://evil.com", "null", "whatever")) {
                assertThat(answer(server, "here", origin)).isEqualTo(101);
            }
        }
    }

    @Test
    void clientsThatAreNoBrowsersSendNoOriginAndPass() {
        try (TestServer server = server(OriginPolicy.sameOrigin());
                RawPeer peer = RawPeer.connect(server.port(), "/")) {
            assertThat(server.accepted().headers().contains("origin")).isFalse();
            peer.close();
        }
    }

    private static TestServer server(OriginPolicy origins) {
        return TestServer.routing(
                TestServer.transport(),
                (server, router) -> router.route("/")
                        .handler(server.noting(connection -> Completable.never())
                                .withOptions(TestServer.CALM)
                                .withOrigins(origins)));
    }

    private static int answer(TestServer server, String host, String origin) {
        try (RawPeer peer = RawPeer.open(server.port())) {
            String request = new String(
                            RawPeer.upgradeRequest("/", server.port(), "Origin: " + origin),
                            StandardCharsets.ISO_8859_1)
                    .replace("Host: localhost:" + server.port(), "Host: " + host);
            peer.sendBytes(request.getBytes(StandardCharsets.ISO_8859_1));
            return Integer.parseInt(peer.readHead().split(" ", 3)[1]);
        }
    }
}
