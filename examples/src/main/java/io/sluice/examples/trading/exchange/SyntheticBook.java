package io.sluice.examples.trading.exchange;

import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.MarketEvent;
import io.sluice.examples.trading.market.PriceLevel;
import io.sluice.examples.trading.market.Quote;
import io.sluice.examples.trading.market.Trade;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A limit order book that matches orders and tells what happens: trades as they happen, the best prices when asked whether they
 * changed, and the changed levels when asked for an update.
 *
 * <p>Each change of a level has its own update id, and each trade its own trade id; both count up by one. The book is never
 * crossed: {@link #rest} refuses an order that would trade.
 *
 * <p>Threading: one thread at a time.
 */
final class SyntheticBook {

    private record Touch(long bid, long bidLots, long ask, long askLots) {}

    private final SyntheticInstrument instrument;
    private final Consumer<? super MarketEvent> sink;
    private final Ladder bids = Ladder.bids();
    private final Ladder asks = Ladder.asks();
    private final NavigableSet<Long> changedBids = new TreeSet<>(Collections.reverseOrder());
    private final NavigableSet<Long> changedAsks = new TreeSet<>();
    private long updateId;
    private long toldUpdateId;
    private long tradeId;
    private @Nullable Touch told;

    /** An empty book whose next update and trade ids are these. */
    SyntheticBook(SyntheticInstrument instrument, long updateId, long tradeId, Consumer<? super MarketEvent> sink) {
        this.instrument = instrument;
        this.updateId = updateId - 1;
        this.toldUpdateId = updateId - 1;
        this.tradeId = tradeId - 1;
        this.sink = sink;
    }

    Ladder side(boolean buy) {
        return buy ? bids : asks;
    }

    /** Leaves out of the next update what has changed so far. */
    void forgetChanges() {
        toldUpdateId = updateId;
        changedBids.clear();
        changedAsks.clear();
    }

    /** Adds a resting order. */
    void rest(boolean buy, long price, long lots) {
        Ladder opposite = side(!buy);
        if (opposite.size() > 0 && reaches(buy, price, opposite.best())) {
            throw new IllegalStateException("order at " + price + " would trade with " + opposite.best());
        }
        change(buy, price, side(buy).lotsAt(price) + lots);
    }

    /** Cancels resting orders: takes lots off a level, or the level if it has no more than that. */
    void cancel(boolean buy, long price, long lots) {
        change(buy, price, Math.max(0, side(buy).lotsAt(price) - lots));
    }

    /**
     * Trades with what rests, best level first, no worse than {@code limit}; what is left over then is gone. The last level is
     * left alone, so that there always is a best price.
     */
    void take(boolean buy, long limit, long lots, long time) {
        Ladder resting = side(!buy);
        long left = lots;
        while (left > 0 && resting.size() > 1 && reaches(buy, limit, resting.best())) {
            long price = resting.best();
            long filled = Math.min(left, resting.bestLots());
            left -= filled;
            sink.accept(new Trade(
                    instrument.symbol(), ++tradeId, instrument.price(price), instrument.quantity(filled), time, !buy));
            change(!buy, price, resting.bestLots() - filled);
        }
    }

    /** Tells the best prices if they, or what rests there, changed since they were told. */
    void tellQuote() {
        Touch touch = new Touch(bids.best(), bids.bestLots(), asks.best(), asks.bestLots());
        if (!touch.equals(told)) {
            told = touch;
            sink.accept(new Quote(
                    instrument.symbol(),
                    updateId,
                    instrument.price(touch.bid),
                    instrument.quantity(touch.bidLots),
                    instrument.price(touch.ask),
                    instrument.quantity(touch.askLots)));
        }
    }

    /** Tells all levels that changed since the last time, if any did. */
    void tellDepth(long time) {
        if (updateId > toldUpdateId) {
            sink.accept(new DepthUpdate(
                    instrument.symbol(),
                    time,
                    toldUpdateId + 1,
                    updateId,
                    1,
                    levelsAt(bids, changedBids),
                    levelsAt(asks, changedAsks)));
            forgetChanges();
        }
    }

    /** The best {@code limit} levels of each side, as of the last change. */
    DepthSnapshot snapshot(int limit) {
        return new DepthSnapshot(instrument.symbol(), updateId, top(bids, limit), top(asks, limit));
    }

    private void change(boolean buy, long price, long lots) {
        updateId++;
        side(buy).set(price, lots);
        (buy ? changedBids : changedAsks).add(price);
    }

    private List<PriceLevel> levelsAt(Ladder side, NavigableSet<Long> prices) {
        return prices.stream().map(price -> level(price, side.lotsAt(price))).toList();
    }

    private List<PriceLevel> top(Ladder side, int limit) {
        int levels = Math.min(limit, side.size());
        List<PriceLevel> top = new ArrayList<>(levels);
        for (int rank = 0; rank < levels; rank++) {
            top.add(level(side.price(rank), side.lots(rank)));
        }
        return top;
    }

    private PriceLevel level(long ticks, long lots) {
        return new PriceLevel(instrument.price(ticks), instrument.quantity(lots));
    }

    /** Whether an order at {@code price} trades with one that rests at {@code resting}. */
    private static boolean reaches(boolean buy, long price, long resting) {
        return buy ? price >= resting : price <= resting;
    }
}
