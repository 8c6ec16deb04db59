package io.sluice.examples.trading;

import io.sluice.examples.trading.market.Candle;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Candles as the golden files write them: {@code openTime,o,h,l,c,v,quoteV,takerBuyV,n,firstId,lastId}. */
public final class GoldenCandleRow {

    private GoldenCandleRow() {}

    /** The row of {@code candle}, every digit of it. */
    public static String of(Candle candle) {
        String decimals = Stream.of(
                        candle.open(),
                        candle.high(),
                        candle.low(),
                        candle.close(),
                        candle.volume(),
                        candle.quoteVolume(),
                        candle.takerBuyVolume())
                .map(BigDecimal::toPlainString)
                .collect(Collectors.joining(","));
        return candle.openTime() + "," + decimals + "," + candle.trades() + "," + candle.firstId() + ","
                + candle.lastId();
    }
}
