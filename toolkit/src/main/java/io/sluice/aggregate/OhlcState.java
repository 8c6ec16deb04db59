package io.sluice.aggregate;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A candle while trades are added to it, in any order of time. Of trades of one time the first to come opens, the last closes. */
final class OhlcState {

    private long openTime;
    private long closeTime;
    private @Nullable BigDecimal open;
    private @Nullable BigDecimal high;
    private @Nullable BigDecimal low;
    private @Nullable BigDecimal close;
    private BigDecimal volume = BigDecimal.ZERO;
    private BigDecimal quoteVolume = BigDecimal.ZERO;
    private long trades;

    void add(long time, BigDecimal price, BigDecimal quantity) {
        Decimals.requireReasonable(price);
        Decimals.requireReasonable(quantity);
        if (open == null || time < openTime) {
            open = price;
            openTime = time;
        }
        if (close == null || time >= closeTime) {
            close = price;
            closeTime = time;
        }
        high = high == null ? price : high.max(price);
        low = low == null ? price : low.min(price);
        volume = volume.add(quantity);
        quoteVolume = quoteVolume.add(price.multiply(quantity));
        trades++;
    }

    /** Adds the trades of {@code other}, which hold as having come after these. */
    OhlcState plus(OhlcState other) {
        if (other.trades == 0) {
            return this;
        }
        if (trades == 0) {
            return other;
        }
        if (other.openTime < openTime) {
            open = other.open;
            openTime = other.openTime;
        }
        if (other.closeTime >= closeTime) {
            close = other.close;
            closeTime = other.closeTime;
        }
        high = Objects.requireNonNull(high).max(Objects.requireNonNull(other.high));
        low = Objects.requireNonNull(low).min(Objects.requireNonNull(other.low));
        volume = volume.add(other.volume);
        quoteVolume = quoteVolume.add(other.quoteVolume);
        trades += other.trades;
        return this;
    }

    Ohlc finish() {
        return new Ohlc(
                Objects.requireNonNull(open, "a candle needs a trade"),
                Objects.requireNonNull(high),
                Objects.requireNonNull(low),
                Objects.requireNonNull(close),
                volume,
                quoteVolume,
                trades);
    }
}
