package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.OrderBook;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RestApiTest {

    private final RunningExchange exchange = RunningExchange.synthetic("ETHUSDT", "XRPUSDT");

    @AfterEach
    void stop() {
        exchange.close();
    }

    private DepthSnapshot book() {
        return BinanceJson.parseSnapshot(
                "ETHUSDT",
                exchange.get("/api/v3/depth?symbol=ETHUSDT&limit=5000").json());
    }

    private static DepthUpdate next(StreamClient client) {
        return BinanceJson.parseDepthUpdate(new JsonObject(client.next()));
    }

    @ParameterizedTest
    @CsvSource({"'',100", "&limit=5,5", "&limit=250,250"})
    void theBookIsShownDownToTheLimitAskedFor(String limit, int levels) {
        RunningExchange.Answer answer = exchange.get("/api/v3/depth?symbol=ETHUSDT" + limit);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().fieldNames()).containsExactly("lastUpdateId", "bids", "asks");
        assertThat(answer.json().getJsonArray("bids")).hasSize(levels);
        assertThat(answer.json().getJsonArray("asks")).hasSize(levels);
    }

    @Test
    void aLimitBeyondTheMostIsTakenForTheMost() {
        assertThat(exchange.get("/api/v3/depth?symbol=ETHUSDT&limit=99999999999999999999")
                        .text())
                .isEqualTo(
                        exchange.get("/api/v3/depth?symbol=ETHUSDT&limit=5000").text());
    }

    @Test
    void anUnknownSymbolIsRefusedAsBinanceDoes() {
        RunningExchange.Answer answer = exchange.get("/api/v3/depth?symbol=NOSUCH&limit=1000");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("{\"code\":-1121,\"msg\":\"Invalid symbol.\"}");
    }

    @ParameterizedTest
    @CsvSource({"'',-1102", "?symbol=,-1102", "?symbol=ETHUSDT&limit=ten,-1100", "?symbol=ETHUSDT&limit=0,-1130"})
    void badParametersAreRefused(String query, int code) {
        RunningExchange.Answer answer = exchange.get("/api/v3/depth" + query);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getInteger("code")).isEqualTo(code);
    }

    @Test
    void theSymbolsAreListed() {
        JsonArray symbols = exchange.get("/api/v3/exchangeInfo").json().getJsonArray("symbols");
        assertThat(symbols).hasSize(2);
        assertThat(symbols.getJsonObject(1)).isEqualTo(new JsonObject("""
                                {"symbol":"XRPUSDT","status":"TRADING","filters":[
                                 {"filterType":"PRICE_FILTER","tickSize":"0.00010000"},
                                 {"filterType":"LOT_SIZE","stepSize":"0.10000000"}]}
                                """));
    }

    @Test
    void aBookKeptByTheDocumentedRuleEqualsTheExchangesOwn() {
        StreamClient client = exchange.connect("/ws/ethusdt@depth@100ms");
        DepthUpdate update = next(client);
        DepthSnapshot snapshot = book();
        while (update.lastId() <= snapshot.lastId()) {
            update = next(client);
        }
        assertThat(snapshot.lastId() + 1).isBetween(update.firstId(), update.lastId());
        OrderBook kept = new OrderBook("ETHUSDT");
        kept.reset(snapshot);
        kept.apply(update);
        for (int i = 0; i < 5; i++) {
            kept.apply(next(client));
        }
        DepthSnapshot later = book();
        do {
            update = next(client);
            kept.apply(update);
        } while (update.lastId() <= later.lastId());
        assertThat(kept.snapshot()).isEqualTo(later.apply(update));
    }
}
