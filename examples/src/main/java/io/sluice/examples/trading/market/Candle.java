package io.sluice.examples.trading.market;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * The trades of one symbol within one interval, summed up exactly: sums keep every digit of what they are made of.
 *
 * @param quoteVolume sum of price times quantity
 * @param takerBuyVolume volume of the trades whose buyer was the taker
 * @param trades number of trades; {@code lastId - firstId + 1}, unless trades were missed
 * @param closed whether no trade will be added any more
 */
public record Candle(
        String symbol,
        Interval interval,
        long openTime,
        BigDecimal open,
        BigDecimal high,
        BigDecimal low,
        BigDecimal close,
        BigDecimal volume,
        BigDecimal quoteVolume,
        BigDecimal takerBuyVolume,
        long trades,
        long firstId,
        long lastId,
        boolean closed) {

    public Candle {
        Objects.requireNonNull(symbol, "symbol");
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(open, "open");
        Objects.requireNonNull(high, "high");
        Objects.requireNonNull(low, "low");
        Objects.requireNonNull(close, "close");
        Objects.requireNonNull(volume, "volume");
        Objects.requireNonNull(quoteVolume, "quoteVolume");
        Objects.requireNonNull(takerBuyVolume, "takerBuyVolume");
    }

    /** The candle of the interval that {@code trade} falls into, with this one trade in it. */
    public static Candle opening(Interval interval, Trade trade) {
        BigDecimal price = trade.price();
        return new Candle(
                trade.symbol(),
                interval,
                interval.openTimeOf(trade.time()),
                price,
                price,
                price,
                price,
                trade.quantity(),
                price.multiply(trade.quantity()),
                takerBought(trade),
                1,
                trade.id(),
                trade.id(),
                false);
    }

    /** This candle with a further trade in it. */
    public Candle plus(Trade trade) {
        if (closed) {
            throw new IllegalStateException("the candle is closed");
        }
        return new Candle(
                symbol,
                interval,
                openTime,
                open,
                high.max(trade.price()),
                low.min(trade.price()),
                trade.price(),
                volume.add(trade.quantity()),
                quoteVolume.add(trade.price().multiply(trade.quantity())),
                takerBuyVolume.add(takerBought(trade)),
                trades + 1,
                firstId,
                trade.id(),
                false);
    }

    /** This candle, final. */
    public Candle asClosed() {
        return new Candle(
                symbol,
                interval,
                openTime,
                open,
                high,
                low,
                close,
                volume,
                quoteVolume,
                takerBuyVolume,
                trades,
                firstId,
                lastId,
                true);
    }

    private static BigDecimal takerBought(Trade trade) {
        return trade.buyerIsMaker() ? BigDecimal.ZERO : trade.quantity();
    }
}
