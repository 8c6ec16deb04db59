package io.sluice.examples.trading.market;

import java.util.List;
import java.util.Objects;

/**
 * A book as it was after the update {@code lastId}, whole or down to some depth: best levels first, one a price, none empty.
 *
 * <p>Errors: the constructor refuses other lists with an {@link IllegalArgumentException}.
 */
public record DepthSnapshot(String symbol, long lastId, List<PriceLevel> bids, List<PriceLevel> asks) {

    public DepthSnapshot {
        Objects.requireNonNull(symbol, "symbol");
        bids = checked(Side.BID, bids);
        asks = checked(Side.ASK, asks);
    }

    /**
     * This book after a further update.
     *
     * <p>Errors: as {@link OrderBook#apply(DepthUpdate)}.
     */
    public DepthSnapshot apply(DepthUpdate update) {
        OrderBook book = new OrderBook(symbol);
        book.reset(this);
        book.apply(update);
        return book.snapshot();
    }

    /** CRC32 over the top ten levels, as {@link OrderBook#checksum()}. */
    public long checksum() {
        BookChecksum checksum = new BookChecksum();
        asks.stream().limit(BookChecksum.DEPTH).map(BookChecksum::digits).forEach(checksum::add);
        bids.stream().limit(BookChecksum.DEPTH).map(BookChecksum::digits).forEach(checksum::add);
        return checksum.value();
    }

    private static List<PriceLevel> checked(Side side, List<PriceLevel> levels) {
        List<PriceLevel> copy = List.copyOf(levels);
        if (!side.isBestFirst(copy)) {
            throw new IllegalArgumentException(side + " levels are not best first, one a price");
        }
        if (copy.stream().anyMatch(PriceLevel::deletes)) {
            throw new IllegalArgumentException(side + " levels with an empty one among them");
        }
        return copy;
    }
}
