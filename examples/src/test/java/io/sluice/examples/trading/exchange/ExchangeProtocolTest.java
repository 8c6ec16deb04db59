package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.examples.trading.market.BinanceJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The streams, as a client sees them that knows Binance's documentation and nothing else. */
class ExchangeProtocolTest {

    private final RunningExchange exchange = RunningExchange.synthetic("ETHUSDT", "BTCUSDT");

    @AfterEach
    void stop() {
        exchange.close();
    }

    private static String names(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "\"x" + i + "@trade\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void combinedStreamsWrapEachMessageWithTheNameOfItsStream() {
        StreamClient client = exchange.connect("/stream?streams=ethusdt@trade/btcusdt@bookTicker");
        JsonObject trade = new JsonObject(client.next(text -> text.contains("@trade")));
        assertThat(trade.getString("stream")).isEqualTo("ethusdt@trade");
        assertThat(BinanceJson.parseTrade(trade.getValue("data")).symbol()).isEqualTo("ETHUSDT");
        JsonObject quote = new JsonObject(client.next(text -> text.contains("@bookTicker")));
        assertThat(quote.getString("stream")).isEqualTo("btcusdt@bookTicker");
        assertThat(BinanceJson.parseQuote(quote.getValue("data")).symbol()).isEqualTo("BTCUSDT");
    }

    @Test
    void aRawStreamIsTheDataAlone() {
        StreamClient client = exchange.connect("/ws/ethusdt@depth@100ms");
        assertThat(BinanceJson.parseDepthUpdate(new JsonObject(client.next())).symbol())
                .isEqualTo("ETHUSDT");
    }

    @Test
    void severalRawStreamsCanBeNamedInOnePath() {
        StreamClient client = exchange.connect("/ws/ethusdt@trade/ethusdt@bookTicker");
        assertThat(client.request("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":1}")
                        .getJsonArray("result"))
                .isEqualTo(new JsonArray(List.of("ethusdt@trade", "ethusdt@bookTicker")));
    }

    @Test
    void subscribingIsAcknowledgedBeforeTheDataItBrings() {
        StreamClient client = exchange.connect("/stream");
        client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@bookTicker\"],\"id\":1}");
        assertThat(client.next()).isEqualTo("{\"result\":null,\"id\":1}");
        assertThat(client.next()).startsWith("{\"stream\":\"ethusdt@bookTicker\",\"data\":{");
    }

    @Test
    void afterUnsubscribingIsAcknowledgedNothingOfTheStreamComes() {
        StreamClient client = exchange.connect("/stream?streams=ethusdt@bookTicker/btcusdt@bookTicker");
        client.next(text -> text.contains("ethusdt@bookTicker"));
        JsonObject ack =
                client.request("{\"method\":\"UNSUBSCRIBE\",\"params\":[\"ethusdt@bookTicker\"],\"id\":\"a-7\"}");
        assertThat(ack).isEqualTo(new JsonObject("{\"result\":null,\"id\":\"a-7\"}"));
        for (int i = 0; i < 60; i++) {
            assertThat(client.next()).startsWith("{\"stream\":\"btcusdt@bookTicker\"");
        }
        assertThat(client.request("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":3}"))
                .isEqualTo(new JsonObject("{\"result\":[\"btcusdt@bookTicker\"],\"id\":3}"));
    }

    @Test
    void subscribingTwiceBringsEachMessageOnce() {
        StreamClient client = exchange.connect("/ws/ethusdt@trade");
        client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@trade\",\"ethusdt@trade\"],\"id\":1}");
        long last = -1;
        for (int i = 0; i < 20; i++) {
            JsonObject trade = new JsonObject(client.next(text -> text.contains("\"t\":")));
            assertThat(last < 0 || trade.getLong("t") == last + 1)
                    .as("trade after %d: %s", last, trade)
                    .isTrue();
            last = trade.getLong("t");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "hello | 3 | null",
                "[1] | 3 | null",
                "{\"params\":[\"ethusdt@trade\"],\"id\":4} | 2 | 4",
                "{\"method\":\"subscribe\",\"params\":[\"ethusdt@trade\"],\"id\":5} | 2 | 5",
                "{\"method\":7,\"id\":6} | 2 | 6",
                "{\"method\":\"SUBSCRIBE\",\"id\":7} | 2 | 7",
                "{\"method\":\"SUBSCRIBE\",\"params\":[],\"id\":8} | 2 | 8",
                "{\"method\":\"SUBSCRIBE\",\"params\":\"ethusdt@trade\",\"id\":9} | 2 | 9",
                "{\"method\":\"SUBSCRIBE\",\"params\":[5],\"id\":10} | 2 | 10",
                "{\"method\":\"SUBSCRIBE\",\"params\":[\"not a stream\"],\"id\":11} | 2 | 11",
                "{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@trade\"],\"id\":{}} | 2 | null",
                "{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@trade\"],\"id\":1.5} | 2 | null",
            })
    void aRequestThatIsNotUnderstoodIsAnsweredWithAnErrorAndTheConnectionStays(String request, int code, String id) {
        StreamClient client = exchange.connect("/stream");
        JsonObject answer = client.request(request);
        assertThat(answer.fieldNames()).containsExactlyInAnyOrder("error", "id");
        assertThat(answer.getJsonObject("error").getInteger("code")).isEqualTo(code);
        assertThat(answer.getJsonObject("error").getString("msg")).startsWith("Invalid ");
        assertThat(String.valueOf(answer.getValue("id"))).isEqualTo(id);
        assertThat(client.request("{\"method\":\"LIST_SUBSCRIPTIONS\",\"id\":12}"))
                .isEqualTo(new JsonObject("{\"result\":[],\"id\":12}"));
    }

    @Test
    void aBinaryRequestIsNoJson() {
        StreamClient client = exchange.connect("/ws");
        client.socket().writeBinaryMessage(Buffer.buffer("{}")).await();
        assertThat(client.nextAnswer().getJsonObject("error").getInteger("code"))
                .isEqualTo(3);
    }

    @Test
    void aStreamThatDoesNotExistIsAcknowledgedAndSilent() {
        StreamClient client = exchange.connect("/stream");
        client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"nosuch@trade\",\"ethusdt@kline_1m\"],\"id\":1}");
        assertThat(client.next()).isEqualTo("{\"result\":null,\"id\":1}");
        client.send("{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@trade\"],\"id\":2}");
        assertThat(client.next()).isEqualTo("{\"result\":null,\"id\":2}");
        assertThat(client.next()).contains("ethusdt@trade");
    }

    @Test
    void aConnectionCanSubscribeToAThousandAndTwentyFourStreams() {
        StreamClient client = exchange.connect("/stream");
        assertThat(client.request("{\"method\":\"SUBSCRIBE\",\"params\":" + names(0, 1_024) + ",\"id\":1}"))
                .isEqualTo(new JsonObject("{\"result\":null,\"id\":1}"));
        JsonObject refusal = client.request("{\"method\":\"SUBSCRIBE\",\"params\":[\"one@more\"],\"id\":2}");
        assertThat(refusal.getJsonObject("error").getString("msg")).contains("1024 streams");
        assertThat(refusal.getInteger("id")).isEqualTo(2);
        assertThat(client.request("{\"method\":\"SUBSCRIBE\",\"params\":[\"x5@trade\"],\"id\":3}"))
                .isEqualTo(new JsonObject("{\"result\":null,\"id\":3}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stream?streams=eth%20usdt@trade", "/ws/%7b%7d"})
    void badNamesInTheAddressAreRefusedBeforeTheHandshake(String uri) {
        assertThatThrownBy(() -> exchange.connect(uri))
                .isInstanceOfSatisfying(
                        UpgradeRejectedException.class,
                        refused -> assertThat(refused.getStatus()).isEqualTo(400));
    }

    @Test
    void anAddressThatCannotBeDecodedIsRefused() {
        RunningExchange.Answer answer = exchange.get("/stream?streams=a%zz");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getInteger("code")).isEqualTo(-1100);
    }

    @Test
    void allClientsOfAStreamGetTheSameMessagesEachInItsForm() {
        StreamClient combined = exchange.connect("/stream?streams=ethusdt@trade");
        StreamClient raw = exchange.connect("/ws/ethusdt@trade");
        String first = raw.next();
        String wrapped = "{\"stream\":\"ethusdt@trade\",\"data\":" + first + "}";
        combined.next(wrapped::equals);
        for (int i = 0; i < 10; i++) {
            assertThat(combined.next()).isEqualTo("{\"stream\":\"ethusdt@trade\",\"data\":" + raw.next() + "}");
        }
    }

    @Test
    void oneClientLeavingChangesNothingForTheOther() {
        StreamClient leaving = exchange.connect("/ws/ethusdt@bookTicker");
        StreamClient staying = exchange.connect("/ws/ethusdt@bookTicker");
        leaving.next();
        leaving.socket().close().await();
        while (exchange.control().connections().await() > 1) {
            staying.next();
        }
        staying.next();
    }
}
