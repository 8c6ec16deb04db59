package io.sluice.aggregate;

import static java.math.MathContext.DECIMAL32;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collector;
import org.junit.jupiter.api.Test;

class AggregatesTest {

    private record Trade(long time, BigDecimal price, BigDecimal quantity) {}

    private static final List<Trade> TRADES =
            List.of(trade(2, "0.10", "3"), trade(1, "0.2", "0.001"), trade(3, "0.05", "2"), trade(3, "0.070", "1"));

    @Test
    void sumsKeepEveryDigit() {
        assertThat(of(Aggregates.sum(Trade::price))).isEqualTo(new BigDecimal("0.420"));
        assertThat(List.<Trade>of().stream().collect(Aggregates.sum(Trade::price)))
                .isEqualTo(BigDecimal.ZERO);
    }

    @Test
    void countMinAndMaxAreOfAnyAmount() {
        assertThat(of(Aggregates.count())).isEqualTo(4);
        assertThat(of(Aggregates.min(Trade::price))).isEqualTo(new BigDecimal("0.05"));
        assertThat(of(Aggregates.max(Trade::time))).isEqualTo(3);
    }

    @Test
    void quotientsAreRoundedOnce() {
        assertThat(of(Aggregates.mean(Trade::price, DECIMAL32))).isEqualTo(new BigDecimal("0.105"));
        // (0.3 + 0.0002 + 0.1 + 0.07) / 6.001
        assertThat(of(Aggregates.vwap(Trade::price, Trade::quantity, DECIMAL32)))
                .isEqualTo(new BigDecimal("0.07835361"));
    }

    @Test
    void aCandleOpensAndClosesByTime() {
        assertThat(of(ohlc()))
                .isEqualTo(new Ohlc(
                        new BigDecimal("0.2"),
                        new BigDecimal("0.2"),
                        new BigDecimal("0.05"),
                        new BigDecimal("0.070"),
                        new BigDecimal("6.001"),
                        new BigDecimal("0.4702"),
                        4));
    }

    @Test
    void partsOfACandleMakeTheWholeWhereverItIsSplit() {
        for (int split = 0; split <= TRADES.size(); split++) {
            assertThat(joined(ohlc(), split)).as("split at %s", split).isEqualTo(of(ohlc()));
        }
    }

    @Test
    void withoutVolumeTheLastPriceStandsForTheMean() {
        assertThat(List.of(trade(1, "2", "0"), trade(2, "3", "0")).stream()
                        .collect(Aggregates.vwap(Trade::price, Trade::quantity, DECIMAL32)))
                .isEqualTo(new BigDecimal("3"));
    }

    private static Collector<Trade, ?, Ohlc> ohlc() {
        return Aggregates.ohlc(Trade::time, Trade::price, Trade::quantity);
    }

    private static <A, R> R joined(Collector<Trade, A, R> collector, int split) {
        Function<List<Trade>, A> part = trades -> {
            A accumulated = collector.supplier().get();
            trades.forEach(trade -> collector.accumulator().accept(accumulated, trade));
            return accumulated;
        };
        return collector
                .finisher()
                .apply(collector
                        .combiner()
                        .apply(part.apply(TRADES.subList(0, split)), part.apply(TRADES.subList(split, TRADES.size()))));
    }

    private static <R> R of(Collector<Trade, ?, R> collector) {
        return TRADES.stream().collect(collector);
    }

    private static Trade trade(long time, String price, String quantity) {
        return new Trade(time, new BigDecimal(price), new BigDecimal(quantity));
    }
}
