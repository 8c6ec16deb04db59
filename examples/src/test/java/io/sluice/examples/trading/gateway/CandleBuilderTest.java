package io.sluice.examples.trading.gateway;

import static io.sluice.examples.trading.MarketFixtures.SYMBOL;
import static io.sluice.examples.trading.MarketFixtures.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.examples.trading.market.Candle;
import io.sluice.examples.trading.market.Interval;
import io.sluice.examples.trading.market.Trade;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandleBuilderTest {

    private final List<Candle> candles = new ArrayList<>();
    private final CandleBuilder builder = new CandleBuilder(SYMBOL, Interval.SECOND, candles::add);

    @Test
    void theOpenCandleIsEmittedAfterEachTrade() {
        builder.onTrade(trade(7, "10.0", "1.0", 5_000, true));
        builder.onTrade(trade(8, "12.0", "2.0", 5_500, false));
        builder.onTrade(trade(9, "9.5", "0.5", 5_999, true));

        assertThat(candles)
                .containsExactly(
                        candle(5_000, "10.0", "10.0", "10.0", "10.0", "1.0", "10.00", "0", 1, 7, 7, false),
                        candle(5_000, "10.0", "12.0", "10.0", "12.0", "3.0", "34.00", "2.0", 2, 7, 8, false),
                        candle(5_000, "10.0", "12.0", "9.5", "9.5", "3.5", "38.75", "2.0", 3, 7, 9, false));
    }

    @Test
    void aTradeOfALaterIntervalClosesTheCandleOnceAndOpensTheNextWithoutEmptyOnes() {
        builder.onTrade(trade(7, "10.0", "1.0", 5_000, true));
        builder.onTrade(trade(8, "12.0", "2.0", 9_001, false));

        assertThat(candles)
                .containsExactly(
                        candle(5_000, "10.0", "10.0", "10.0", "10.0", "1.0", "10.00", "0", 1, 7, 7, false),
                        candle(5_000, "10.0", "10.0", "10.0", "10.0", "1.0", "10.00", "0", 1, 7, 7, true),
                        candle(9_000, "12.0", "12.0", "12.0", "12.0", "2.0", "24.00", "2.0", 1, 8, 8, false));
    }

    @Test
    void aTradeThatComesAgainDoesNotCount() {
        Trade trade = trade(7, "10.0", "1.0", 5_000, true);
        builder.onTrade(trade);
        builder.onTrade(trade);

        assertThat(candles).hasSize(1);
        assertThat(builder.duplicates()).isEqualTo(1);
    }

    @Test
    void missedTradesAreCountedAndShowInTheCandle() {
        builder.onTrade(trade(7, "10.0", "1.0", 5_000, true));
        builder.onTrade(trade(10, "10.0", "1.0", 5_001, true));

        Candle last = candles.get(candles.size() - 1);
        assertThat(builder.missed()).isEqualTo(2);
        assertThat(last.trades()).isEqualTo(2);
        assertThat(last.lastId() - last.firstId() + 1).isEqualTo(4);
    }

    @Test
    void aTradeOfAClosedIntervalCountsIntoTheOpenCandle() {
        builder.onTrade(trade(7, "10.0", "1.0", 5_999, true));
        builder.onTrade(trade(8, "10.0", "1.0", 6_000, true));
        builder.onTrade(trade(9, "10.0", "1.0", 5_999, true));

        assertThat(builder.late()).isEqualTo(1);
        assertThat(candles.stream().filter(Candle::closed)).hasSize(1);
        assertThat(candles.get(candles.size() - 1))
                .isEqualTo(candle(6_000, "10.0", "10.0", "10.0", "10.0", "2.0", "20.00", "0", 2, 8, 9, false));
    }

    @Test
    void aTradeOfAnotherSymbolIsRefused() {
        assertThatThrownBy(() -> builder.onTrade(new Trade("BTCUSDT", 1, BigDecimal.ONE, BigDecimal.ONE, 0, true)))
                .hasMessage("candles of ETHUSDT from a trade of BTCUSDT");
        assertThat(candles).isEmpty();
    }

    @Test
    void aClosedCandleTakesNoTrade() {
        Candle closed = Candle.opening(Interval.MINUTE, trade(7, "10.0", "1.0", 61_000, true))
                .asClosed();

        assertThat(closed.openTime()).isEqualTo(60_000);
        assertThatThrownBy(() -> closed.plus(trade(8, "10.0", "1.0", 61_000, true)))
                .hasMessage("the candle is closed");
    }

    private static Candle candle(
            long openTime,
            String open,
            String high,
            String low,
            String close,
            String volume,
            String quoteVolume,
            String takerBuyVolume,
            long trades,
            long firstId,
            long lastId,
            boolean closed) {
        return new Candle(
                SYMBOL,
                Interval.SECOND,
                openTime,
                new BigDecimal(open),
                new BigDecimal(high),
                new BigDecimal(low),
                new BigDecimal(close),
                new BigDecimal(volume),
                new BigDecimal(quoteVolume),
                new BigDecimal(takerBuyVolume),
                trades,
                firstId,
                lastId,
                closed);
    }
}
