package io.sluice.examples.trading;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.sluice.message.CloseCode;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line in a process of its own: what it prints, how long it lives, and its exit code. */
class TradingFeedProcessTest {

    @TempDir
    private Path folder;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        vertx.close().await();
    }

    @Test
    void itEndsWithinTwoSecondsOfCtrlCWhateverItsBrowsersDo() throws Exception {
        try (TradingFeedProcess feed = new TradingFeedProcess(folder, "--port", "0")) {
            int port = feed.awaitPort();
            assumeFalse(feed.ignoresInterrupt(), "started with SIGINT ignored");
            await().untilAsserted(() -> assertThat(feed.out())
                    .containsExactly(
                            "Trading feed (synthetic: BTCUSDT, ETHUSDT, SOLUSDT, XRPUSDT) is live at http://127.0.0.1:"
                                    + port + "/",
                            "Press Ctrl-C to stop."));
            try (FeedClient reader = FeedClient.subscribed(vertx, port, "ETHUSDT", "every");
                    RawSocket stalled = new RawSocket(port).send(FeedClient.subscribe("BTCUSDT", "merged"))) {
                await().until(() -> reader.view().updates() > 2);
                assertThat(reader.view().problems()).isEmpty();
                assertThat(stalled.isCut()).isFalse();

                assertThat(feed.end("INT")).isLessThan(Duration.ofSeconds(2));
                assertThat(feed.exitCode()).isEqualTo(130);
                await().until(() -> !reader.ends().isEmpty());
                assertThat(reader.ends().get(0).code()).isEqualTo(CloseCode.GOING_AWAY);
            }
            assertThat(feed.err()).isEmpty();
            assertThat(feed.out()).hasSize(2);
        }
    }

    @Test
    void itEndsWithoutAWordWhenThereIsNobodyToSayGoodbyeTo() throws Exception {
        try (TradingFeedProcess feed = new TradingFeedProcess(folder, "--port", "0")) {
            try (FeedClient reader = FeedClient.subscribed(vertx, feed.awaitPort(), "ETHUSDT", "merged")) {
                await().until(() -> reader.view().updates() > 2);
            }
            assertThat(feed.end("TERM")).isLessThan(Duration.ofSeconds(2));
            assertThat(feed.exitCode()).isEqualTo(143);
            assertThat(feed.err()).isEmpty();
        }
    }

    @Test
    void anUnknownOptionIsOneLineAndExitCode2() throws Exception {
        try (TradingFeedProcess feed = new TradingFeedProcess(folder, "--speeed", "2")) {
            assertThat(feed.awaitEnd()).isEqualTo(2);
            assertThat(feed.err()).singleElement().asString().contains("--speeed", "Try trading-feed --help");
            assertThat(feed.out()).isEmpty();
        }
    }

    @Test
    void aMissingReplayFileIsOneLineAndExitCode1() throws Exception {
        String missing = folder.resolve("missing.gz").toString();
        try (TradingFeedProcess feed = new TradingFeedProcess(folder, "--port", "0", "--replay", missing)) {
            assertThat(feed.awaitEnd()).isEqualTo(1);
            assertThat(feed.err()).containsExactly("Recording " + missing + " does not exist: check the path");
            assertThat(feed.out()).isEmpty();
        }
    }

    @Test
    void anExchangeThatCannotBeReachedIsALineForEachAttemptAndThePageIsServed() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            nobody = closed.getLocalPort();
        }
        String exchange = "ws://127.0.0.1:" + nobody;
        try (TradingFeedProcess feed =
                new TradingFeedProcess(folder, "--port", "0", "--exchange", exchange, "--symbols", "ethusdt")) {
            int port = feed.awaitPort();
            try (FeedClient browser = FeedClient.subscribed(vertx, port, "ETHUSDT", "merged")) {
                await().until(() ->
                        feed.err().count() >= 3 && !browser.view().statuses().isEmpty());
                assertThat(browser.answers().get(0).getString("source")).isEqualTo("exchange");
                assertThat(browser.view().status().getString("state")).isEqualTo("disconnected");
            }
            assertThat(feed.err())
                    .allSatisfy(line ->
                            assertThat(line).contains("WARN", exchange, "Connection refused", "trying again in"));
            HttpClient client = vertx.createHttpClient();
            assertThat(client.request(HttpMethod.GET, port, "localhost", "/")
                            .compose(request -> request.send())
                            .await()
                            .statusCode())
                    .isEqualTo(200);
            assertThat(feed.isAlive()).isTrue();
            assertThat(feed.end("TERM")).isLessThan(Duration.ofSeconds(2));
            assertThat(feed.err()).noneMatch(line -> line.startsWith("\tat ") || line.contains("Exception:"));
        }
    }
}
