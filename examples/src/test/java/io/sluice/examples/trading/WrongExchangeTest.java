package io.sluice.examples.trading;

import static io.sluice.examples.trading.MarketFixtures.SYMBOL;
import static io.sluice.examples.trading.MarketFixtures.snapshot;
import static io.sluice.examples.trading.MarketFixtures.trade;
import static io.sluice.examples.trading.MarketFixtures.update;
import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.MarketEvent;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An exchange that sends what it should not, or leaves out what it should: what its gateway makes of that, up to the browser. */
@SuppressWarnings("NullAway.Init") // before each test
class WrongExchangeTest {

    private final ScriptedExchange exchange = new ScriptedExchange(snapshot(10, "100.00@1.00", "101.00@2.00"));
    private final LogLines log = new LogLines();
    private RunningFeed running;
    private FeedClient browser;

    @BeforeEach
    void start(TestInfo info) {
        running = RunningFeed.open(exchange.upstream(SYMBOL), SYMBOL);
        browser = running.client("every");
        running.awaitSubscribers(1);
        running.follow();
        await().until(() -> exchange.subscribers() == 1);
        if (!info.getTags().contains("unacknowledged")) {
            exchange.acknowledge();
            await().until(() -> browser.view().isLive());
        }
        assertThat(log.lines()).isEmpty();
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
        exchange.close();
        log.close();
    }

    static Stream<Message> malformedFrames() {
        return Stream.concat(
                Stream.of(
                                "",
                                "null",
                                "42",
                                "[1,2]",
                                "{",
                                "{}",
                                "{\"stream\":\"ethusdt@depth@100ms\",\"data\":{\"e\":\"depthUpd",
                                "{\"stream\":\"ethusdt@trade\"}",
                                "{\"stream\":\"ethusdt@trade\",\"data\":null}",
                                "{\"stream\":\"ethusdt@trade\",\"data\":[1]}",
                                "{\"stream\":\"ethusdt@trade\",\"data\":{\"e\":\"surprise\",\"s\":\"ETHUSDT\"}}",
                                "{\"stream\":\"ethusdt@trade\",\"data\":{\"e\":7,\"s\":\"ETHUSDT\"}}",
                                "{\"stream\":\"ethusdt@trade\",\"data\":" + data(trade(1, "1", "1", 1, true), "p", 1.5)
                                        + "}",
                                "{\"stream\":\"ethusdt@trade\",\"data\":"
                                        + data(trade(1, "1", "1", 1, true), "p", "1e3") + "}",
                                "{\"stream\":\"ethusdt@trade\",\"data\":" + data(trade(1, "1", "1", 1, true), "t", "1")
                                        + "}",
                                "{\"stream\":\"ethusdt@depth\",\"data\":" + data(update(11, 12), "U", 13) + "}",
                                "{\"stream\":\"ethusdt@depth\",\"data\":" + data(update(11, 12), "u", -1) + "}",
                                "{\"stream\":\"ethusdt@depth\",\"data\":" + data(update(11, 12), "b", "none") + "}",
                                "{\"stream\":\"ethusdt@depth\",\"data\":" + data(update(11, 12), "s", null) + "}",
                                "{\"error\":{\"code\":2,\"msg\":\"Invalid request\"},\"id\":1}",
                                "{\"error\":\"" + "x".repeat(5_000) + "\"}",
                                "[".repeat(100_000))
                        .map(Message::text),
                Stream.of(Message.binary(Buffer.buffer("{\"stream\":"))));
    }

    private static String data(MarketEvent event, String field, @Nullable Object wrong) {
        return BinanceJson.toJson(event).put(field, wrong).encode();
    }

    @ParameterizedTest
    @MethodSource("malformedFrames")
    void aFrameThatMakesNoSenseIsOneLineInTheLogAndAllGoesOn(Message frame) {
        exchange.send(frame);
        exchange.send(update(11, 12, "100.50@3.00", ""));
        exchange.send(trade(1, "100.50", "1.00", 1_000, true));

        await().until(() -> browser.view().lastTradeId() == 1);
        assertThat(browser.view().bookId()).isEqualTo(12);
        assertThat(browser.view().isLive()).isTrue();
        assertThat(browser.view().problems()).isEmpty();
        assertThat(browser.connections()).isEqualTo(1);
        assertThat(exchange.connections()).isEqualTo(1);
        assertThat(log.lines()).singleElement().asString().startsWith("WARN ").doesNotContain("stack trace", "\n");
        assertThat(log.lines().get(0).length()).isLessThan(300);
    }

    @Test
    void framesOfOtherSymbolsAndAnswersAreLeftOutQuietly() {
        exchange.send("{\"result\":null,\"id\":9}");
        exchange.send("{\"stream\":\"x\",\"data\":" + data(trade(1, "1", "1", 1, true), "s", "OTHER") + "}");
        exchange.send(trade(1, "100.50", "1.00", 1_000, true));
        await().until(() -> browser.view().lastTradeId() == 1);
        assertThat(browser.view().tradeIds()).hasSize(1);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void oneMissingUpdateIsAGapAndCostsAFreshBook() {
        exchange.send(update(11, 12, "100.50@3.00", ""));
        await().until(() -> browser.view().bookId() == 12);
        exchange.answerDepth(snapshot(15, "99.00@7.00", "101.00@2.00"));
        exchange.send(update(14, 15, "99.00@7.00", ""));
        await().until(() -> browser.view().bookId() == 15 && browser.view().isLive());
        exchange.send(update(16, 16, "99.50@8.00", ""));
        await().until(() -> browser.view().bookId() == 16);

        assertThat(browser.view().book())
                .isEqualTo(snapshot(16, "99.50@8.00 99.00@7.00", "101.00@2.00").toString());
        assertThat(browser.view().problems()).isEmpty();
        assertThat(browser.view().snapshots()).isEqualTo(2);
        assertStatus(1, 1, 0);
        assertThat(browser.view().statuses())
                .extracting(status -> status.getString("state"))
                .endsWith("syncing", "live");
        assertThat(browser.connections()).isEqualTo(1);
        assertThat(exchange.connections()).isEqualTo(1);
    }

    @Test
    @Tag("unacknowledged")
    void aSnapshotIsAskedForWhenTheSubscriptionHasBegunAndNotBefore() {
        for (int turn = 1; turn <= 20; turn++) {
            exchange.send("there and back");
            int lines = turn;
            await().until(() -> log.lines().size() == lines);
        }
        assertThat(exchange.snapshotRequests()).isZero();
        assertThat(browser.view().status().getString("state")).isEqualTo("disconnected");
        exchange.acknowledge();
        await().until(() -> browser.view().isLive());
        assertThat(exchange.snapshotRequests()).isEqualTo(1);
        assertStatus(0, 0, 0);
    }

    @Test
    void aSnapshotThatMakesNoSenseIsAskedForAgain() {
        exchange.answerDepth("{\"lastUpdateId\":\"?\"}");
        int asked = exchange.snapshotRequests();
        exchange.send(update(20, 20, "100.50@3.00", ""));
        await().until(() ->
                exchange.snapshotRequests() == asked + 1 && log.lines().size() == 1);
        assertThat(log.lines().get(0)).startsWith("WARN ETHUSDT: no snapshot (").contains("lastUpdateId", "again");
        assertThat(browser.view().status().getString("state")).isEqualTo("syncing");

        exchange.answerDepth(snapshot(19, "100.00@1.00", "101.00@2.00"));
        await().until(() -> browser.view().isLive());
        assertThat(browser.view().book())
                .isEqualTo(
                        snapshot(20, "100.50@3.00 100.00@1.00", "101.00@2.00").toString());
        assertThat(exchange.snapshotRequests()).isEqualTo(asked + 2);
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void tradesThatNeverCameAreAGapAndTradesThatComeTwiceAreLeftOut() {
        for (long id : new long[] {1, 2, 2, 1, 5, 6}) {
            exchange.send(trade(id, "100.50", "1.00", 1_000, true));
        }
        await().until(() -> browser.view().lastTradeId() == 6);
        assertThat(browser.view().tradeIds()).containsExactly(1L, 2L, 5L, 6L);
        await().until(() -> browser.view().status().getLong("gaps") == 1);
        assertStatus(1, 0, 0);
        assertThat(log.lines()).containsExactly("WARN ETHUSDT: trades 3 to 4 never came");
    }

    @Test
    void anExchangeThatSaysNotToComeBackIsComeBackToAllTheSame() {
        exchange.closeConnections(CloseStatus.of(CloseCode.NORMAL, "enough"));
        await().until(() -> "disconnected".equals(browser.view().status().getString("state")));
        await().until(() -> !log.lines().isEmpty());
        assertThat(log.lines()).singleElement().asString().contains("WARN ", "1000 enough", "trying again in");
        await().until(() -> browser.view().isLive());
        assertStatus(0, 1, 1);
        assertThat(log.lines()).hasSize(1);
    }

    private void assertStatus(long gaps, long resyncs, long upstreamReconnects) {
        JsonObject status = browser.view().status();
        assertThat(status.getLong("gaps")).as(status.encode()).isEqualTo(gaps);
        assertThat(status.getLong("resyncs")).as(status.encode()).isEqualTo(resyncs);
        assertThat(status.getLong("upstreamReconnects")).as(status.encode()).isEqualTo(upstreamReconnects);
    }
}
