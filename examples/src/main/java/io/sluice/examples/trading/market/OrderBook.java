package io.sluice.examples.trading.market;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The book of one symbol, kept by applying depth updates to a snapshot. Empty and at id 0 to begin with.
 *
 * <p>Threading: one thread at a time.
 *
 * <p>Errors: {@link #reset} and {@link #apply} refuse another symbol with an {@link IllegalArgumentException}; {@code apply} throws
 * a {@link GapException} for an update that does not follow. The book is unchanged then.
 */
public final class OrderBook {

    private final String symbol;
    private final NavigableMap<BigDecimal, Entry> bids = new TreeMap<>(Side.BID.bestFirst());
    private final NavigableMap<BigDecimal, Entry> asks = new TreeMap<>(Side.ASK.bestFirst());
    private long lastId;

    public OrderBook(String symbol) {
        this.symbol = symbol;
    }

    public String symbol() {
        return symbol;
    }

    /** The id of the last update in this book. */
    public long lastId() {
        return lastId;
    }

    /** Becomes what the snapshot says, whatever it was before. */
    public void reset(DepthSnapshot snapshot) {
        requireSameSymbol(snapshot.symbol());
        bids.clear();
        asks.clear();
        write(snapshot.bids(), bids);
        write(snapshot.asks(), asks);
        lastId = snapshot.lastId();
    }

    /**
     * Applies an update that follows ({@code U <= lastId + 1 <= u}); ignores one that is in the book already
     * ({@code u <= lastId}). Deleting a level that is not there is normal: a snapshot need not go as deep as the updates.
     */
    public void apply(DepthUpdate update) {
        requireSameSymbol(update.symbol());
        if (update.firstId() > lastId + 1) {
            throw new GapException(symbol, lastId + 1, update.firstId());
        }
        if (update.lastId() <= lastId) {
            return;
        }
        write(update.bids(), bids);
        write(update.asks(), asks);
        lastId = update.lastId();
    }

    /** The highest bid, or null if there is none. */
    public @Nullable PriceLevel bestBid() {
        return best(bids);
    }

    /** The lowest ask, or null if there is none. */
    public @Nullable PriceLevel bestAsk() {
        return best(asks);
    }

    /** The whole book. */
    public DepthSnapshot snapshot() {
        return snapshot(Integer.MAX_VALUE);
    }

    /** The best {@code levels} of each side. */
    public DepthSnapshot snapshot(int levels) {
        return new DepthSnapshot(symbol, lastId, top(bids, levels), top(asks, levels));
    }

    /**
     * CRC32 over the top ten levels: ten asks upwards, then ten bids downwards, each price then quantity, as their wire strings
     * without the point and without leading zeros. Costs no more for a deeper book.
     */
    public long checksum() {
        BookChecksum checksum = new BookChecksum();
        addTop(checksum, asks);
        addTop(checksum, bids);
        return checksum.value();
    }

    private static void addTop(BookChecksum checksum, NavigableMap<BigDecimal, Entry> side) {
        int left = BookChecksum.DEPTH;
        for (Entry entry : side.values()) {
            if (left-- == 0) {
                return;
            }
            checksum.add(entry.digits());
        }
    }

    private static void write(List<PriceLevel> levels, Map<BigDecimal, Entry> side) {
        for (PriceLevel level : levels) {
            if (level.deletes()) {
                side.remove(level.price());
            } else {
                side.put(level.price(), new Entry(level));
            }
        }
    }

    private static @Nullable PriceLevel best(NavigableMap<BigDecimal, Entry> side) {
        Map.Entry<BigDecimal, Entry> first = side.firstEntry();
        return first == null ? null : first.getValue().level;
    }

    private static List<PriceLevel> top(NavigableMap<BigDecimal, Entry> side, int levels) {
        return side.values().stream().limit(levels).map(entry -> entry.level).toList();
    }

    private void requireSameSymbol(String other) {
        if (!symbol.equals(other)) {
            throw new IllegalArgumentException("this is the book of " + symbol + ", not of " + other);
        }
    }

    /** A level and what it adds to the checksum, known once asked for: between two checksums few of the top levels change. */
    private static final class Entry {

        private final PriceLevel level;
        private byte @Nullable [] digits;

        Entry(PriceLevel level) {
            this.level = level;
        }

        byte[] digits() {
            byte[] known = digits;
            if (known == null) {
                known = BookChecksum.digits(level);
                digits = known;
            }
            return known;
        }
    }
}
