package io.sluice.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.server.WebSocketEndpoint;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Handshakes that mean harm are refused by their size or stopped by their time, and the server goes on. */
final class HostileHandshakeTest {

    private static TestServer server() {
        return TestServer.routing(
                TestServer.transport(),
                (test, router) -> router.route(Healthy.PATH)
                        .handler(WebSocketEndpoint.of(connection -> connection.send(connection.messages()))
                                .withOptions(TestServer.CALM)));
    }

    @ParameterizedTest
    @CsvSource({"1, 100_000, 431", "50_000, 10, 431", "1, 0, 414"})
    void whatIsTooLargeIsRefusedBeforeItIsTakenIn(String headers, String size, int status) {
        String header = "X-Filler: " + "x".repeat(number(size)) + "\r\n";
        String path = number(size) == 0 ? Healthy.PATH + "?" + "x".repeat(100_000) : Healthy.PATH;
        try (TestServer server = server();
                Healthy healthy = new Healthy(server);
                RawPeer peer = RawPeer.open(server.port())) {
            String request = new String(RawPeer.upgradeRequest(path, server.port()), ISO_8859_1);
            String inflated = request.replace(
                    "Upgrade: websocket\r\n", header.repeat(number(headers)) + "Upgrade: websocket\r\n");
            Thread sender = new Thread(() -> {
                try {
                    peer.sendBytes(inflated.getBytes(ISO_8859_1));
                } catch (java.io.UncheckedIOException cut) {
                    // The server need not take all of it.
                }
            });
            sender.start();
            assertThat(peer.readHead()).matches("(?s)HTTP/1\\.[01] " + status + " .*");
            healthy.goesOn();
        }
    }

    private static int number(String text) {
        return Integer.parseInt(text.replace("_", ""));
    }

    @Test
    void callersThatStopWithinTheirHandshakeDisturbNobody() {
        try (TestServer server = server();
                Healthy healthy = new Healthy(server)) {
            RawPeer[] silent = new RawPeer[200];
            for (int i = 0; i < silent.length; i++) {
                silent[i] = RawPeer.open(server.port());
                byte[] request = RawPeer.upgradeRequest(Healthy.PATH, server.port());
                silent[i].sendBytes(java.util.Arrays.copyOf(request, i % request.length));
            }
            healthy.goesOn();
            for (RawPeer peer : silent) {
                peer.close();
            }
            healthy.goesOn();
        }
    }
}
