package io.sluice.aggregate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.teeing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.reactivex.rxjava3.core.Flowable;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collector;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Candles of recorded trades, against those computed from all of them at once. Skipped where there are no recordings. */
class RecordedOhlcTest {

    private static final Path FOLDER = Path.of("..", "..", "shared", "data");
    private static final List<String> FILES =
            List.of("binance/spot_ethusdt_20240808.gz", "binance/spot_ethusdt_20240809.gz");

    private record Trade(long id, long time, BigDecimal price, BigDecimal quantity, boolean buyerIsMaker) {

        BigDecimal takerBought() {
            return buyerIsMaker ? BigDecimal.ZERO : quantity;
        }
    }

    @ParameterizedTest
    @CsvSource({"1s, 1", "1m, 60"})
    void candlesAreTheGoldenOnesToTheLetter(String name, long seconds) {
        List<String> golden = lines("golden/spot_ethusdt.candles_" + name + ".csv.gz");
        List<String> candles = Flowable.fromIterable(FILES)
                .flatMapIterable(RecordedOhlcTest::lines)
                .filter(line -> line.contains("\"e\":\"trade\""))
                .map(RecordedOhlcTest::trade)
                .compose(WindowAggregate.tumbling(Duration.ofSeconds(seconds), Trade::time, row()))
                .map(candle -> candle.start() + "," + candle.value())
                .toList()
                .blockingGet();
        assertThat(candles).hasSameSizeAs(golden.subList(1, golden.size())).isEqualTo(golden.subList(1, golden.size()));
    }

    /** {@code o,h,l,c,v,quoteV,takerBuyV,n,firstId,lastId}, every digit. */
    private static Collector<Trade, ?, String> row() {
        Collector<Trade, ?, String> candle = teeing(
                Aggregates.ohlc(Trade::time, Trade::price, Trade::quantity),
                Aggregates.sum(Trade::takerBought),
                (ohlc, bought) -> String.join(
                        ",",
                        ohlc.open().toPlainString(),
                        ohlc.high().toPlainString(),
                        ohlc.low().toPlainString(),
                        ohlc.close().toPlainString(),
                        ohlc.volume().toPlainString(),
                        ohlc.quoteVolume().toPlainString(),
                        bought.toPlainString(),
                        Long.toString(ohlc.trades())));
        Collector<Trade, ?, String> ids =
                teeing(Aggregates.min(Trade::id), Aggregates.max(Trade::id), (first, last) -> first + "," + last);
        return teeing(candle, ids, (left, right) -> left + "," + right);
    }

    private static Trade trade(String line) {
        JsonObject data = new JsonObject(line.substring(line.indexOf(' ') + 1)).getJsonObject("data");
        return new Trade(
                data.getLong("t"),
                data.getLong("T"),
                new BigDecimal(data.getString("p")),
                new BigDecimal(data.getString("q")),
                data.getBoolean("m"));
    }

    private static List<String> lines(String name) {
        assumeTrue(Files.isDirectory(FOLDER), () -> "no recordings in " + FOLDER + ": this test needs them");
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(FOLDER.resolve(name))), UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
