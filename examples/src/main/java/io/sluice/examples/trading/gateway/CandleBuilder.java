package io.sluice.examples.trading.gateway;

import io.sluice.examples.trading.market.Candle;
import io.sluice.examples.trading.market.Interval;
import io.sluice.examples.trading.market.Trade;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Candles of one symbol and interval, made from its trades by the time they were made at.
 *
 * <p>Emits the open candle after each trade, and before that, when the trade is of a later interval, the one it closes: each closed
 * candle exactly once. There are no empty candles, and no timer: a candle stays open until the next trade.
 *
 * <p>A trade counts once, by its id. A trade of an interval that is closed already counts into the open candle: a closed candle
 * is never taken back, and no volume is lost.
 *
 * <p>Threading: one thread at a time; the consumer is called within {@link #onTrade}.
 */
public final class CandleBuilder {

    private final String symbol;
    private final Interval interval;
    private final Consumer<? super Candle> candles;
    private @Nullable Candle open;
    private long duplicates;
    private long missed;
    private long late;

    public CandleBuilder(String symbol, Interval interval, Consumer<? super Candle> candles) {
        this.symbol = Objects.requireNonNull(symbol, "symbol");
        this.interval = Objects.requireNonNull(interval, "interval");
        this.candles = Objects.requireNonNull(candles, "candles");
    }

    /** Adds a trade; trades come in the order of their ids. */
    public void onTrade(Trade trade) {
        if (!symbol.equals(trade.symbol())) {
            throw new IllegalArgumentException("candles of " + symbol + " from a trade of " + trade.symbol());
        }
        Candle current = open;
        if (current != null && trade.id() <= current.lastId()) {
            duplicates++;
            return;
        }
        Candle next = current == null ? Candle.opening(interval, trade) : following(current, trade);
        open = next;
        candles.accept(next);
    }

    /** Trades that had been counted before, by their ids. */
    public long duplicates() {
        return duplicates;
    }

    /** Trades that never came, by the ids left out. */
    public long missed() {
        return missed;
    }

    /** Trades counted into the open candle though they were made before it opened. */
    public long late() {
        return late;
    }

    private Candle following(Candle current, Trade trade) {
        missed += trade.id() - current.lastId() - 1;
        long openTime = interval.openTimeOf(trade.time());
        if (openTime > current.openTime()) {
            candles.accept(current.asClosed());
            return Candle.opening(interval, trade);
        }
        if (openTime < current.openTime()) {
            late++;
        }
        return current.plus(trade);
    }
}
