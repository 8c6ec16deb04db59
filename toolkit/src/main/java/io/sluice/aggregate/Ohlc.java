package io.sluice.aggregate;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * The trades of one window as a candle, in exact decimals: sums keep every digit of what they are made of.
 *
 * @param open price of the first trade by its time
 * @param close price of the last trade by its time
 * @param volume sum of the quantities
 * @param quoteVolume sum of price times quantity
 * @param trades how many there were
 */
public record Ohlc(
        BigDecimal open,
        BigDecimal high,
        BigDecimal low,
        BigDecimal close,
        BigDecimal volume,
        BigDecimal quoteVolume,
        long trades) {

    /** The mean price weighted by quantity, rounded once; {@link #close} if no quantity was traded. */
    public BigDecimal vwap(MathContext rounding) {
        return volume.signum() == 0 ? close : quoteVolume.divide(volume, rounding);
    }
}
