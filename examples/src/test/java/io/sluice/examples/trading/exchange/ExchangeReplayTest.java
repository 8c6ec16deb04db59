package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.sluice.message.CloseCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings played over a real socket. */
class ExchangeReplayTest {

    private static final String DATA = "{ \"e\":\"trade\" , \"t\":1.50}";
    private static final String SPACED = "{\"stream\":\"ethusdt@trade\",\"data\":" + DATA + "}";
    private static final String OTHER_ORDER = "{ \"data\":{\"t\":2},\"stream\":\"ethusdt@trade\"}";

    @TempDir
    private Path folder;

    private static RunningExchange replay(double speed, List<Path> files) {
        return RunningExchange.start(new ExchangeOptions("localhost", 0, new ExchangeOptions.Replay(files, speed)));
    }

    private Path write(String... lines) {
        return Recordings.write(folder.resolve("r"), lines);
    }

    @Test
    void theFirstSubscriberGetsTheRecordingFromItsBeginningToTheLetter() {
        List<String> trades = IntStream.range(0, 500)
                .mapToObj(id -> Recordings.trade("ETHUSDT", id))
                .toList();
        Path file = write(IntStream.range(0, 500)
                .mapToObj(id -> Recordings.line(id, trades.get(id)))
                .toArray(String[]::new));
        try (RunningExchange exchange = replay(10, List.of(file))) {
            StreamClient waiting = exchange.connect("/stream?streams=nosuch@trade");
            assertThat(waiting.request("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}")
                            .containsKey("result"))
                    .isTrue();
            StreamClient client = exchange.connect("/stream");
            client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@trade\"],\"id\":1}");
            client.nextAnswer();
            List<String> received = client.upTo(trades.get(499)::equals);
            Collections.reverse(received);
            assertThat(received).isEqualTo(trades);
            assertThat(exchange.verticle().replayed().await().took())
                    .isBetween(Duration.ofMillis(49), Duration.ofSeconds(20));
        }
    }

    @Test
    void combinedFramesArePassedOnToTheLetter() {
        Path file = write(Recordings.line(0, SPACED), Recordings.line(1, OTHER_ORDER));
        try (RunningExchange exchange = replay(1, List.of(file))) {
            StreamClient client = exchange.connect("/stream?streams=ethusdt@trade");
            assertThat(client.next()).isEqualTo(SPACED);
            assertThat(client.next()).isEqualTo(OTHER_ORDER);
        }
    }

    @Test
    void rawFramesAreTheDataToTheLetterWhereverItStandsInTheMessage() {
        Path file = write(Recordings.line(0, SPACED), Recordings.line(1, OTHER_ORDER));
        try (RunningExchange exchange = replay(1, List.of(file))) {
            StreamClient client = exchange.connect("/ws/ethusdt@trade");
            assertThat(client.next()).isEqualTo(DATA);
            assertThat(client.next()).isEqualTo("{\"t\":2}");
        }
    }

    @Test
    void aRestRequestWaitsForTheRecordedSnapshotAndTheStreamsStayOpenAfterTheEnd() {
        Path file = write(
                Recordings.line(0, Recordings.depth("ETHUSDT", 1, 5, "1.00000000")),
                Recordings.line(100, Recordings.snapshot(5)),
                Recordings.line(200, Recordings.depth("ETHUSDT", 6, 6, "2.00000000")));
        try (RunningExchange exchange = replay(1, List.of(file))) {
            StreamClient client = exchange.connect("/stream?streams=ethusdt@depth@100ms");
            assertThat(exchange.get("/api/v3/depth?symbol=ETHUSDT&limit=1000").text())
                    .isEqualTo(Recordings.snapshot(5));
            client.next(text -> text.contains("\"U\":6"));
            assertThat(exchange.verticle().replayed().await().totalMessages()).isEqualTo(2);
            assertThat(exchange.get("/api/v3/depth?symbol=ETHUSDT&limit=1").text())
                    .isEqualTo("{\"lastUpdateId\":6,\"bids\":[[\"1.00000000\",\"2.00000000\"]],"
                            + "\"asks\":[[\"3.00000000\",\"7.00000000\"]]}");
            assertThat(client.request("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}")
                            .containsKey("result"))
                    .isTrue();
            assertThat(exchange.get("/api/v3/exchangeInfo")
                            .json()
                            .getJsonArray("symbols")
                            .getJsonObject(0)
                            .getString("symbol"))
                    .isEqualTo("ETHUSDT");
        }
    }

    @Test
    void aRecordingThatBreaksFurtherOnEndsTheReplayAndNothingElse() {
        String[] lines = IntStream.range(0, 2_500)
                .mapToObj(id -> Recordings.line(id, Recordings.trade("ETHUSDT", id)))
                .toArray(String[]::new);
        lines[2_400] = "rubbish";
        try (RunningExchange exchange = replay(1_000, List.of(write(lines)))) {
            StreamClient client = exchange.connect("/ws/ethusdt@trade");
            client.next(text -> text.contains("\"t\":2399,"));
            assertThat(exchange.verticle().replayed().await().problem()).hasMessageContaining("line 2401");
            assertThat(client.request("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}")
                            .containsKey("result"))
                    .isTrue();
        }
    }

    @Test
    void aBadRecordingFailsTheStartInOneLine() {
        Path missing = folder.resolve("missing.gz");
        assertThatThrownBy(() -> replay(1, List.of(missing)))
                .isInstanceOf(ExchangeException.class)
                .hasMessage("Recording " + missing + " does not exist: check the path");
    }

    @Test
    void aPortInUseFailsTheStartInOneLine() {
        try (RunningExchange first = RunningExchange.synthetic("ETHUSDT")) {
            int port = first.verticle().actualPort();
            assertThatThrownBy(() -> RunningExchange.start(
                            new ExchangeOptions("localhost", port, new ExchangeOptions.Synthetic(1))))
                    .isInstanceOf(ExchangeException.class)
                    .hasMessageContainingAll("localhost:" + port, "in use", "choose another");
        }
    }

    @Test
    void anUnknownSyntheticSymbolFailsTheStartInOneLine() {
        assertThatThrownBy(() -> RunningExchange.synthetic("NOSUCH"))
                .isInstanceOf(ExchangeException.class)
                .hasMessageContainingAll("NOSUCH", "choose from", "ETHUSDT");
    }

    @Test
    void aClientThatReadsNothingIsDisconnectedAndNobodyElseNotices() {
        String padding = " ".repeat(16 << 10);
        List<String> lines = new ArrayList<>();
        lines.add(Recordings.line(0, Recordings.trade("BTCUSDT", 0)));
        for (int id = 0; id < 3_000; id++) {
            String heavy = Recordings.trade("ETHUSDT", id).replace("\"m\":true", padding + "\"m\":true");
            lines.add(Recordings.line(1_500 + id / 2, heavy));
            if (id % 100 == 99) {
                lines.add(Recordings.line(1_500 + id / 2, Recordings.trade("BTCUSDT", id / 100 + 1)));
            }
        }
        ExchangeOptions options = new ExchangeOptions(
                        "localhost", 0, new ExchangeOptions.Replay(List.of(write(lines.toArray(String[]::new))), 1))
                .withMaxWaiting(100, 10 << 20);
        try (RunningExchange exchange = RunningExchange.start(options)) {
            StreamClient reading = exchange.connect("/stream?streams=btcusdt@trade");
            try (StalledClient stalled = new StalledClient(exchange.verticle().actualPort(), "/ws/ethusdt@trade")) {
                for (int id = 0; id <= 30; id++) {
                    assertThat(reading.next()).isEqualTo(Recordings.trade("BTCUSDT", id));
                }
                await().until(() -> exchange.control().connections().await() == 1);
                assertThat(stalled.readToCloseCode()).isEqualTo(CloseCode.SLOW_CONSUMER);
            }
        }
    }

    @Test
    void realFramesPlayedTwoHundredTimesFasterAllArriveToTheLetter() {
        List<Path> files = Recordings.real();
        List<String> recorded = files.stream()
                .flatMap(file -> Recordings.gunzippedLines(file).stream())
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(json -> json.startsWith("{\"stream\""))
                .toList();
        try (RunningExchange exchange = replay(200, files)) {
            StreamClient client =
                    exchange.connect("/stream?streams=ethusdt@depth@100ms/ethusdt@bookTicker/ethusdt@trade");
            List<String> received = client.upTo(recorded.get(recorded.size() - 1)::equals);
            Collections.reverse(received);
            assertThat(received).isEqualTo(recorded);
            assertThat(exchange.verticle().replayed().await().problem()).isNull();
        }
    }
}
