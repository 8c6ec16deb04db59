package io.sluice.examples.trading.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.GoldenCandleRow;
import io.sluice.examples.trading.MarketFixtures;
import io.sluice.examples.trading.Recordings;
import io.sluice.examples.trading.market.Candle;
import io.sluice.examples.trading.market.Interval;
import io.sluice.examples.trading.market.Trade;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Candles of the recorded trades, against those computed from all of them at once. */
class RecordedCandlesTest {

    private static final int TRADES = 14_515;

    @ParameterizedTest
    @EnumSource(Interval.class)
    void candlesAreTheGoldenOnesToTheLetter(Interval interval) {
        List<Candle> emitted = new ArrayList<>();
        CandleBuilder builder = new CandleBuilder(MarketFixtures.SYMBOL, interval, emitted::add);

        recordedTrades().forEach(builder::onTrade);

        List<Candle> candles =
                new ArrayList<>(emitted.stream().filter(Candle::closed).toList());
        candles.add(emitted.get(emitted.size() - 1));
        List<String> golden = Recordings.goldenCandles(interval);
        assertThat(candles.stream().map(GoldenCandleRow::of).toList())
                .hasSameSizeAs(golden)
                .isEqualTo(golden);
        assertThat(emitted).hasSize(TRADES + golden.size() - 1);
        assertThat(builder.missed() + builder.duplicates() + builder.late()).isZero();
        System.out.println("golden candles " + interval.wireName() + ": " + candles.size() + " rows equal");
    }

    @Test
    void tradeIdsOfTheRecordingAreContiguous() {
        List<Trade> trades = recordedTrades();
        assertThat(trades).hasSize(TRADES);
        for (int i = 0; i < trades.size(); i++) {
            assertThat(trades.get(i).id()).isEqualTo(trades.get(0).id() + i);
        }
    }

    private static List<Trade> recordedTrades() {
        List<Trade> trades = new ArrayList<>();
        Recordings.forEachSpotLine(line -> {
            if (!line.isSnapshot() && line.event() instanceof Trade trade) {
                trades.add(trade);
            }
        });
        return trades;
    }
}
