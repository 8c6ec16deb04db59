package io.sluice.examples.trading.market;

import static io.sluice.examples.trading.MarketFixtures.levels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.examples.trading.MarketFixtures;
import io.sluice.examples.trading.RecordedLine;
import io.sluice.examples.trading.Recordings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinanceJsonTest {

    private static final String UPDATE = "{'e':'depthUpdate','E':1723161255308,'s':'ETHUSDT','U':5,'u':7,"
            + "'b':[['2683.80000000','3.02920000']],'a':[['2683.81000000','0.00000000']]}";
    private static final String TRADE = "{'e':'trade','E':1723161255612,'s':'ETHUSDT','t':9,'p':'2683.80000000',"
            + "'q':'0.00200000','T':1723161255611,'m':true,'M':true}";
    private static final String QUOTE = "{'u':35346513501,'s':'ETHUSDT','b':'2683.80000000','B':'3.02920000',"
            + "'a':'2683.81000000','A':'31.43950000'}";
    private static final String SNAPSHOT =
            "{'lastUpdateId':5,'bids':[['1.10','2.0'],['1.00','1']],'asks':[['1.20','3']]}";

    @Test
    void eachEventIsReadByItsName() {
        assertThat(BinanceJson.parseEvent(json(UPDATE)))
                .isEqualTo(new DepthUpdate(
                        "ETHUSDT",
                        1723161255308L,
                        5,
                        7,
                        1,
                        levels("2683.80000000@3.02920000"),
                        levels("2683.81000000@0.00000000")))
                .isEqualTo(BinanceJson.parseDepthUpdate(json(UPDATE)));
        assertThat(BinanceJson.parseEvent(json(TRADE)))
                .isEqualTo(MarketFixtures.trade(9, "2683.80000000", "0.00200000", 1723161255611L, true))
                .isEqualTo(BinanceJson.parseTrade(json(TRADE)));
        assertThat(BinanceJson.parseEvent(json(QUOTE)))
                .isEqualTo(new Quote(
                        "ETHUSDT",
                        35346513501L,
                        new BigDecimal("2683.80000000"),
                        new BigDecimal("3.02920000"),
                        new BigDecimal("2683.81000000"),
                        new BigDecimal("31.43950000")))
                .isEqualTo(BinanceJson.parseQuote(json(QUOTE)));
    }

    @Test
    void aSnapshotIsReadForTheSymbolThatWasAskedFor() {
        assertThat(BinanceJson.parseSnapshot("ETHUSDT", json(SNAPSHOT)))
                .isEqualTo(MarketFixtures.snapshot(5, "1.10@2.0 1.00@1", "1.20@3"));
    }

    @Test
    void everyRecordedFrameIsWrittenAsItCame() {
        int[] frames = new int[1];
        Recordings.forEachSpotText(text -> {
            RecordedLine line = new RecordedLine(0, BinanceJson.decode(text.substring(text.indexOf(' ') + 1)));
            assertThat(rewritten(line).encode()).isEqualTo(text.substring(text.indexOf(' ') + 1));
            frames[0]++;
        });
        assertThat(frames[0]).isEqualTo(79_744);
    }

    /** What is known of a trade does not say when it was sent, so that is taken from the frame. */
    private static JsonObject rewritten(RecordedLine line) {
        if (line.isSnapshot()) {
            return BinanceJson.toJson(BinanceJson.parseSnapshot("ETHUSDT", line.frame()));
        }
        JsonObject data = BinanceJson.toJson(line.event());
        if (line.event() instanceof Trade) {
            data.put("E", line.frame().getJsonObject("data").getLong("E"));
        }
        return new JsonObject().put("stream", line.frame().getString("stream")).put("data", data);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "U  |           | field U is missing",
                "U  | null      | field U is missing",
                "U  | '5'       | field U is not a whole number: \"5\"",
                "U  | 5.0       | field U is not a whole number: 5.0",
                "U  | 1e3       | field U is not a whole number: 1000.0",
                "u  | 18446744073709551616 | field u is not a whole number: 18446744073709551616",
                "E  | -1        | field E is negative: -1",
                "u  | 4         | first id 5 is after last id 4",
                "s  | 5         | field s is not a text: 5",
                "s  | ''        | field s is not a text: \"\"",
                "b  | {}        | field b is not an array: {}",
                "b  | [['1','2'],['1']]       | field b[1] is not a pair of price and quantity: [\"1\"]",
                "b  | [5]                     | field b[0] is not a pair of price and quantity: 5",
                "b  | [['1','2',[]]]          | field b[0] is not a pair of price and quantity: [\"1\",\"2\",[]]",
                "a  | [['1.0',2]]             | field a[0][1] is not a decimal in quotes: 2",
                "a  | [['1.0','2'],['x','2']] | field a[1][0] is not a number: \"x\"",
                "a  | [['1.0','-2.5']]        | field a[0][1] is negative: \"-2.5\"",
                "a  | [[null,'2.5']]          | field a[0][0] is not a decimal in quotes: null",
            })
    void aMalformedUpdateIsRefusedWithTheFieldAndWhatIsWrongWithIt(String field, String value, String message) {
        JsonObject data = json(UPDATE);
        if (value == null) {
            data.remove(field);
        } else {
            data.put(field, json("{'x':" + value + "}").getValue("x"));
        }

        assertThatThrownBy(() -> BinanceJson.parseEvent(data))
                .isInstanceOf(MalformedMarketDataException.class)
                .hasMessage("depthUpdate: " + message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "1.", ".5", "1e3", "1E3", "+1", "--1", "-", "01", "00.5", "1,5", " 1", "1 ", "0x1", "NaN",
                "1.2.3", "\u0661", "1\n2"
            })
    void aDecimalIsPlainDigitsOrRefused(String text) {
        JsonObject data = json(TRADE).put("p", text);

        assertThatThrownBy(() -> BinanceJson.parseTrade(data))
                .isInstanceOf(MalformedMarketDataException.class)
                .hasMessageStartingWith("trade: field p is not a number: \"")
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.0", "0.00000001", "100", "12345678901234567890.123456789012345678901234567890"})
    void aPlainDecimalIsWrittenAsItWasRead(String text) {
        Trade trade = BinanceJson.parseTrade(json(TRADE).put("p", text));

        assertThat(BinanceJson.toJson(trade).getString("p")).isEqualTo(text);
    }

    @Test
    void aDecimalOfUnreasonableLengthIsRefusedAndShownInPart() {
        JsonObject data = json(TRADE).put("p", "1".repeat(100_000));

        assertThatThrownBy(() -> BinanceJson.parseTrade(data))
                .isInstanceOf(MalformedMarketDataException.class)
                .hasMessageStartingWith("trade: field p is longer than 64 characters: \"111")
                .message()
                .hasSizeLessThan(200);
    }

    @Test
    void whatIsNoEventIsRefused() {
        assertMalformed(() -> BinanceJson.parseEvent(null), "event is not an object: null");
        assertMalformed(() -> BinanceJson.parseEvent(new JsonArray()), "event is not an object: []");
        assertMalformed(() -> BinanceJson.parseEvent("x"), "event is not an object: \"x\"");
        assertMalformed(
                () -> BinanceJson.parseEvent(json("{'e':'kline'}")), "event: field e is not a known event: \"kline\"");
        assertMalformed(() -> BinanceJson.parseEvent(json("{'e':5}")), "event: field e is not a text: 5");
        assertMalformed(() -> BinanceJson.parseEvent(json("{}")), "bookTicker: field s is missing");
        assertMalformed(() -> BinanceJson.parseTrade(json(UPDATE)), "trade: field e is not \"trade\": \"depthUpdate\"");
        assertMalformed(
                () -> BinanceJson.parseDepthUpdate(json(TRADE)),
                "depthUpdate: field e is not \"depthUpdate\": \"trade\"");
    }

    @Test
    void theOtherObjectsAreCheckedAsWell() {
        assertMalformed(
                () -> BinanceJson.parseTrade(json(TRADE).put("m", "true")),
                "trade: field m is neither true nor false: \"true\"");
        assertMalformed(
                () -> BinanceJson.parseQuote(json(QUOTE).put("A", "-0.1")),
                "bookTicker: field A is negative: \"-0.1\"");
        assertMalformed(
                () -> BinanceJson.parseSnapshot("ETHUSDT", json("{'code':-1121,'msg':'Invalid symbol.'}")),
                "depth snapshot: field lastUpdateId is missing");
        assertMalformed(
                () -> BinanceJson.parseSnapshot(
                        "ETHUSDT", json("{'lastUpdateId':5,'bids':[['1','1'],['2','1']],'asks':[]}")),
                "depth snapshot: BID levels are not best first, one a price");
    }

    @Test
    void aTextThatIsNoObjectIsRefused() {
        assertMalformed(() -> BinanceJson.decode("{'"), "frame is not JSON: \"{'\"");
        assertMalformed(() -> BinanceJson.decode(""), "frame is not JSON: \"\"");
        assertMalformed(() -> BinanceJson.decode("{} x"), "frame is not JSON: \"{} x\"");
        assertMalformed(() -> BinanceJson.decode("[1]"), "frame is not an object: [1]");
        assertMalformed(() -> BinanceJson.decode("null"), "frame is not an object: null");
    }

    private static void assertMalformed(Runnable reading, String message) {
        assertThatThrownBy(reading::run)
                .isInstanceOf(MalformedMarketDataException.class)
                .hasMessage(message);
    }

    private static JsonObject json(String text) {
        return new JsonObject(text.replace('\'', '"'));
    }
}
