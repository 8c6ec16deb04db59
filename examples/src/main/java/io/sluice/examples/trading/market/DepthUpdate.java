package io.sluice.examples.trading.market;

import java.util.List;
import java.util.Objects;

/**
 * A change of a book, or several consecutive ones merged: at each price that is named, the quantity is now this one, and zero
 * means that the level is gone.
 *
 * @param time when the exchange sent it, in milliseconds since the epoch; of a merged one the latest
 * @param firstId id of the first change of the book in it ({@code U})
 * @param lastId id of the last one ({@code u})
 * @param merged how many updates of the exchange it stands for
 */
public record DepthUpdate(
        String symbol, long time, long firstId, long lastId, int merged, List<PriceLevel> bids, List<PriceLevel> asks)
        implements MarketEvent {

    public DepthUpdate {
        Objects.requireNonNull(symbol, "symbol");
        if (firstId > lastId) {
            throw new IllegalArgumentException("first id " + firstId + " is after last id " + lastId);
        }
        if (merged < 1) {
            throw new IllegalArgumentException("stands for " + merged + " updates");
        }
        bids = List.copyOf(bids);
        asks = List.copyOf(asks);
    }

    /**
     * One update that does to any book what this one and then {@code next} do: {@code [U1..u1]} and {@code [U2..u2]} become
     * {@code [U1..u2]} with the last write per side and price, zeros kept.
     *
     * <p>Merging is associative, so that a run may be merged in any grouping.
     *
     * <p>Errors: refuses with an {@link IllegalArgumentException} what does not directly follow this update, or is of another
     * symbol: the merged one would claim ids it does not hold.
     */
    public DepthUpdate mergeWith(DepthUpdate next) {
        if (!symbol.equals(next.symbol) || next.firstId != lastId + 1) {
            throw new IllegalArgumentException(
                    "cannot merge " + range() + " with " + next.range() + ": they are not consecutive");
        }
        return new DepthUpdate(
                symbol,
                next.time,
                firstId,
                next.lastId,
                Math.addExact(merged, next.merged),
                Side.BID.merge(bids, next.bids),
                Side.ASK.merge(asks, next.asks));
    }

    private String range() {
        return symbol + " [" + firstId + ".." + lastId + "]";
    }
}
