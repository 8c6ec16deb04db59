package io.sluice.examples.trading.market;

import static io.sluice.examples.trading.MarketFixtures.snapshot;
import static io.sluice.examples.trading.MarketFixtures.trade;
import static io.sluice.examples.trading.MarketFixtures.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** The messages of docs/trading-feed.md, to the letter. */
class FeedJsonTest {

    @Test
    void aBookThatReplacesTheReaders() {
        DepthSnapshot snapshot = snapshot(7, "10.20@1.0 10.10@2", "10.30@3");

        JsonObject message = FeedJson.toJson(snapshot, 4294967295L);

        assertWritten(
                message,
                "{'type':'book','symbol':'ETHUSDT','kind':'snapshot','u':7,'bids':[['10.20','1.0'],['10.10','2']],"
                        + "'asks':[['10.30','3']],'crc':4294967295}");
        assertThat(FeedJson.parseSnapshot(reread(message))).isEqualTo(snapshot);
        assertThat(FeedJson.parseChecksum(reread(message))).isEqualTo(4294967295L);
        assertThat(FeedJson.isSnapshot(message)).isTrue();
        assertThat(FeedJson.isUpdate(message)).isFalse();
    }

    @Test
    void aChangeOfTheBook() {
        DepthUpdate update = update(5, 6, "10.20@0.00000000", "").mergeWith(update(7, 9, "", "10.30@3"));

        JsonObject message = FeedJson.toJson(update, 12);

        assertWritten(
                message,
                "{'type':'book','symbol':'ETHUSDT','kind':'update','U':5,'u':9,'n':2,'time':1009,"
                        + "'bids':[['10.20','0.00000000']],'asks':[['10.30','3']],'crc':12}");
        assertThat(FeedJson.parseUpdate(reread(message))).isEqualTo(update);
        assertThat(FeedJson.parseChecksum(reread(message))).isEqualTo(12);
        assertThat(FeedJson.isUpdate(message)).isTrue();
        assertThat(FeedJson.isSnapshot(message)).isFalse();
    }

    @Test
    void aQuote() {
        Quote quote = new Quote(
                "ETHUSDT",
                35346513501L,
                new BigDecimal("10.20"),
                new BigDecimal("1.0"),
                new BigDecimal("10.30"),
                new BigDecimal("0.50"));

        JsonObject message = FeedJson.toJson(quote);

        assertWritten(
                message,
                "{'type':'quote','symbol':'ETHUSDT','u':35346513501,'bid':'10.20','bidQty':'1.0','ask':'10.30',"
                        + "'askQty':'0.50'}");
        assertThat(FeedJson.parseQuote(reread(message))).isEqualTo(quote);
    }

    @Test
    void aTrade() {
        Trade trade = trade(9, "10.20", "0.00200000", 1723161255611L, true);

        JsonObject message = FeedJson.toJson(trade);

        assertWritten(
                message,
                "{'type':'trade','symbol':'ETHUSDT','id':9,'price':'10.20','qty':'0.00200000',"
                        + "'time':1723161255611,'buyerIsMaker':true}");
        assertThat(FeedJson.parseTrade(reread(message))).isEqualTo(trade);
    }

    @Test
    void aCandle() {
        Candle candle = Candle.opening(Interval.SECOND, trade(9, "10.20", "2.0", 1723161255611L, true))
                .plus(trade(10, "10.10", "0.5", 1723161255700L, false))
                .asClosed();

        JsonObject message = FeedJson.toJson(candle);

        assertWritten(
                message,
                "{'type':'candle','symbol':'ETHUSDT','interval':'1s','time':1723161255000,'open':'10.20',"
                        + "'high':'10.20','low':'10.10','close':'10.10','volume':'2.5','quoteVolume':'25.450',"
                        + "'takerBuyVolume':'0.5','trades':2,'firstId':9,'lastId':10,'closed':true}");
        assertThat(FeedJson.parseCandle(reread(message))).isEqualTo(candle);
    }

    @Test
    void aMessageOfAnotherTypeIsRefused() {
        JsonObject trade = FeedJson.toJson(trade(9, "10.20", "1", 0, true));
        JsonObject book = FeedJson.toJson(snapshot(7), 0);

        assertMalformed(() -> FeedJson.parseQuote(trade), "quote: field type is not \"quote\": \"trade\"");
        assertMalformed(() -> FeedJson.parseCandle(trade), "candle: field type is not \"candle\": \"trade\"");
        assertMalformed(() -> FeedJson.parseTrade(book), "trade: field type is not \"trade\": \"book\"");
        assertMalformed(() -> FeedJson.parseUpdate(book), "book: field kind is not \"update\": \"snapshot\"");
        assertMalformed(() -> FeedJson.parseSnapshot(null), "book is not an object: null");
    }

    @Test
    void aMalformedMessageIsRefusedWithTheFieldAndWhatIsWrongWithIt() {
        JsonObject update = FeedJson.toJson(update(5, 6), 12);
        JsonObject candle = FeedJson.toJson(Candle.opening(Interval.MINUTE, trade(9, "10.20", "1", 0, true)));

        assertMalformed(() -> FeedJson.parseUpdate(update.copy().put("n", 0)), "book: stands for 0 updates");
        assertMalformed(() -> FeedJson.parseUpdate(update.copy().put("n", 1L << 40)), "book: integer overflow");
        assertMalformed(
                () -> FeedJson.parseChecksum(update.copy().put("crc", "12")),
                "book: field crc is not a whole number: \"12\"");
        assertMalformed(
                () -> FeedJson.parseCandle(candle.copy().put("interval", "5m")), "candle: no such interval: 5m");
    }

    private static void assertMalformed(Runnable reading, String message) {
        assertThatThrownBy(reading::run)
                .isInstanceOf(MalformedMarketDataException.class)
                .hasMessage(message);
    }

    private static void assertWritten(JsonObject message, String expected) {
        assertThat(message.encode()).isEqualTo(expected.replace('\'', '"'));
    }

    private static JsonObject reread(JsonObject message) {
        return new JsonObject(message.encode());
    }
}
