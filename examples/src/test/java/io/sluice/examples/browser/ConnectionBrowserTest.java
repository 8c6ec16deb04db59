package io.sluice.examples.browser;

import static io.sluice.examples.trading.Soon.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.connection.Connection;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A connection as a script in a real browser has it: the WebSocket interface of the HTML standard. */
class ConnectionBrowserTest {

    @TempDir
    private static Path folder;

    private static @Nullable HeadlessChromium sharedBrowser;
    private static @Nullable ConnectionServer sharedServer;

    private HeadlessChromium browser;
    private ConnectionServer server;
    private BrowserSocket socket;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        sharedBrowser = HeadlessChromium.start("--ignore-certificate-errors");
        sharedServer = new ConnectionServer(folder);
    }

    @AfterAll
    static void stop() {
        if (sharedBrowser != null) {
            sharedBrowser.close();
        }
        if (sharedServer != null) {
            sharedServer.close();
        }
    }

    @BeforeEach
    void openThePage() {
        browser = Objects.requireNonNull(sharedBrowser);
        server = Objects.requireNonNull(sharedServer);
        server.connections().clear();
        server.messages().clear();
        socket = new BrowserSocket(browser.driver());
        browser.open(server.page());
    }

    @AfterEach
    void nothingElseIsWrongOnTheConsole() {
        browser.leave();
        assertThat(browser.consoleErrors()).isEmpty();
    }

    @Test
    void theHandshakeOfABrowserHasTheHeadersOfTheRfc() {
        socket.connect(server.url("/echo"));
        awaitEvents("open");

        Connection connection = server.connections().remove();
        MultiMap headers = connection.headers();
        assertThat(connection.uri()).isEqualTo("/echo");
        assertThat(headers.get("Host")).isEqualTo("127.0.0.1:" + server.port());
        assertThat(headers.get("Upgrade")).isEqualToIgnoringCase("websocket");
        assertThat(headers.get("Connection")).isEqualToIgnoringCase("Upgrade");
        assertThat(headers.get("Sec-WebSocket-Version")).isEqualTo("13");
        assertThat(headers.get("Sec-WebSocket-Key")).hasSize(24);
        assertThat(Base64.getDecoder().decode(headers.get("Sec-WebSocket-Key"))).hasSize(16);
        assertThat(headers.get("Origin") + "/").isEqualTo(server.page());
    }

    @Test
    void theSampleKeyOfTheRfcGetsItsSampleAnswer() throws IOException {
        String request = """
                GET /echo HTTP/1.1
                Host: localhost
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13

                """;
        try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            raw.getOutputStream().write(request.replace("\n", "\r\n").getBytes(US_ASCII));

            List<String> answer = head(raw.getInputStream()).lines().toList();

            assertThat(answer.get(0)).startsWith("HTTP/1.1 101 ");
            assertThat(answer).anyMatch(line -> line.equalsIgnoreCase("Upgrade: websocket"));
            assertThat(answer).anyMatch(line -> line.equalsIgnoreCase("Connection: Upgrade"));
            assertThat(answer)
                    .filteredOn(line -> line.regionMatches(true, 0, "Sec-WebSocket-Accept:", 0, 21))
                    .singleElement()
                    .asString()
                    .endsWith(": s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        int next = in.read();
        while (next >= 0 && head.indexOf("\r\n\r\n") < 0) {
            head.append((char) next);
            next = head.indexOf("\r\n\r\n") < 0 ? in.read() : -1;
        }
        return head.toString();
    }

    @Test
    void aSecurePageConnectsOverTls() {
        browser.open(server.securePage());
        socket.connect(server.secureUrl("/echo"));
        awaitEvents("open");

        socket.send("'over TLS'");

        awaitMessage("string", "over TLS");
        assertThat(server.connections().remove().headers().get("Origin")).startsWith("https://");
    }

    @Test
    void theServersCloseIsCleanWithItsCodeAndReason() {
        socket.connect(server.url("/closing"));
        awaitEvents("open");

        socket.send("'enough?'");

        awaitEvents("open", "close");
        assertThat(socket.events().get(1)).isEqualTo(closed(true, 4001, "enough, says the server"));
    }

    @Test
    void thePagesCloseIsCleanOnBothSides() {
        socket.connect(server.url("/echo"));
        awaitEvents("open");

        socket.close(4002, "enough, says the page");

        awaitEvents("open", "close");
        assertThat(socket.events().get(1)).isEqualTo(closed(true, 4002, "enough, says the page"));
        assertThat(server.connections().remove().closed().blockingGet())
                .isEqualTo(new CloseStatus(4002, "enough, says the page", CloseStatus.Initiator.REMOTE, true));
    }

    @Test
    void aServerThatIsKilledIsAnUncleanCloseWith1006() throws Exception {
        try (EchoProcess process = new EchoProcess(folder)) {
            socket.connect("ws://127.0.0.1:" + process.awaitPort() + "/");
            awaitEvents("open");
            socket.send("'still there?'");
            awaitMessage("string", "still there?");

            process.kill();

            await().until(() -> socket.eventTypes().contains("close"));
            assertThat(socket.events()).last().isEqualTo(closed(false, 1006, ""));
        }
    }

    @Test
    void textArrivesAsAStringAndBinaryAsTheBinaryTypeSays() {
        for (String binaryType : List.of("blob", "arraybuffer")) {
            socket.connectWith(binaryType, server.url("/echo"));
            awaitEvents("open");

            socket.send("'Grüße, 世界 👋'");
            socket.send("new TextEncoder().encode('bytes').buffer");

            awaitMessage("string", "Grüße, 世界 👋");
            awaitMessage("blob".equals(binaryType) ? "Blob" : "ArrayBuffer", "bytes");
            assertThat(socket.eventTypes()).containsExactly("open", "message", "message");
        }
    }

    @Test
    void aPageCanSendStringsBlobsArrayBuffersAndViews() {
        socket.connect(server.url("/echo"));
        awaitEvents("open");

        socket.send("'a string'");
        socket.send("new Blob(['a ', 'blob'])");
        socket.send("new TextEncoder().encode('a buffer').buffer");
        socket.send("new TextEncoder().encode('a view of more').subarray(0, 6)");
        socket.send("''");

        await().until(() -> server.messages().size() == 5);
        assertThat(server.messages())
                .containsExactly(
                        Message.text("a string"),
                        bytes("a blob"),
                        bytes("a buffer"),
                        bytes("a view"),
                        Message.text(""));
    }

    @Test
    void theBufferedAmountOfALargeMessageFallsToZero() {
        int size = 1_000_000;
        socket.connect(server.url("/echo"));
        awaitEvents("open");

        List<Long> amounts = socket.bufferedAroundSending("new Uint8Array(" + size + ")");

        assertThat(amounts).containsExactly(0L, (long) size);
        await().until(() -> socket.bufferedAmount() == 0);
        await().until(() -> server.messages().size() == 1);
        assertThat(server.messages().remove().size()).isEqualTo(size);
        awaitEvents("open", "message");
    }

    @Test
    void aMessageThatIsTooLargeIsAnsweredWith1009() {
        socket.connect(server.url("/echo"));
        awaitEvents("open");

        socket.send("'x'.repeat(2 ** 20 + 1)");

        await().until(() -> socket.eventTypes().contains("close"));
        assertThat(socket.events().get(socket.events().size() - 1).getInteger("code"))
                .isEqualTo(1009);
    }

    @Test
    void nothingIsNegotiatedThatNobodyAskedFor() {
        socket.connect(server.url("/echo"));
        awaitEvents("open");

        assertThat(socket.text("protocol")).isEmpty();
        assertThat(socket.text("extensions")).isEmpty();
    }

    @Test
    void aSubprotocolIsTheOneTheServerLikesBestOfThoseThePageOffers() {
        socket.connect(server.url("/negotiating"), "v1.example", "v3.example");
        awaitEvents("open");

        assertThat(socket.text("protocol")).isEqualTo("v1.example");
        assertThat(server.connections().remove().subprotocol()).isEqualTo("v1.example");

        socket.connect(server.url("/negotiating"), "v1.example", "v2.example");
        awaitEvents("open");

        assertThat(socket.text("protocol")).isEqualTo("v2.example");
    }

    @Test
    void messagesAreDeflatedOnceThatIsNegotiated() {
        socket.connect(server.url("/negotiating"), "v1.example");
        awaitEvents("open");
        assertThat(socket.text("extensions")).startsWith("permessage-deflate");
        assertThat(server.connections().remove().headers().get("Sec-WebSocket-Extensions"))
                .startsWith("permessage-deflate");

        socket.send("'shrinks well, '.repeat(10000)");
        socket.send("'and another'");

        awaitMessage("string", "shrinks well, ".repeat(10_000));
        awaitMessage("string", "and another");
    }

    @Test
    void aPageOfAnotherOriginIsRefusedUnlessItIsListed() {
        browser.open(server.foreignPage());

        socket.connect(server.url("/echo"));
        awaitEvents("error", "close");
        assertThat(socket.events().get(1)).isEqualTo(closed(false, 1006, ""));
        assertThat(browser.consoleErrors()).singleElement().asString().contains("Unexpected response code: 403");
        assertThat(server.connections()).isEmpty();

        socket.connect(server.url("/listed"));
        awaitEvents("open");
        socket.send("'let in'");
        awaitMessage("string", "let in");
    }

    private void awaitEvents(String... types) {
        await().pollInSameThread()
                .untilAsserted(() -> assertThat(socket.eventTypes()).containsExactly(types));
    }

    private void awaitMessage(String kind, String data) {
        await().pollInSameThread()
                .untilAsserted(() -> assertThat(socket.events())
                        .contains(JsonObject.of("type", "message", "kind", kind, "data", data)));
    }

    private static JsonObject closed(boolean clean, int code, String reason) {
        return JsonObject.of("type", "close", "wasClean", clean, "code", code, "reason", reason);
    }

    private static BinaryMessage bytes(String text) {
        return Message.binary(Buffer.buffer(text.getBytes(UTF_8)));
    }
}
