package io.sluice.examples.trading.exchange;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.GapException;
import io.sluice.examples.trading.market.OrderBook;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The book of one symbol of a recording, kept from its snapshot and depth updates, so that those who ask later than the recorder
 * did get an answer too.
 *
 * <p>Threading: one thread at a time.
 */
final class RecordedBook {

    /** Updates kept for a snapshot yet to come, which may be older than the last of them: a hundred seconds of {@code @100ms}. */
    private static final int EARLIER_UPDATES = 1_000;

    private final OrderBook book;
    private final Deque<DepthUpdate> earlier = new ArrayDeque<>();
    private @Nullable DepthSnapshot recorded;
    private long lastSeenId;
    private long gaps;

    /** @param nextId about where its update ids begin */
    RecordedBook(String symbol, long nextId) {
        this.book = new OrderBook(symbol);
        this.lastSeenId = nextId;
    }

    /** Whether there has been a snapshot, without which the book is not known. */
    boolean isKnown() {
        return recorded != null;
    }

    /** The id of the last depth update, or about that of the first. */
    long lastSeenId() {
        return lastSeenId;
    }

    /** How often updates are missing from the recording. */
    long gaps() {
        return gaps;
    }

    void snapshot(DepthSnapshot ofSomeSymbol) {
        recorded = withId(ofSomeSymbol, ofSomeSymbol.lastId());
        book.reset(recorded);
        earlier.forEach(this::applyIfNewer);
        earlier.clear();
    }

    void update(DepthUpdate update) {
        lastSeenId = update.lastId();
        if (isKnown()) {
            applyIfNewer(update);
            return;
        }
        if (earlier.size() == EARLIER_UPDATES) {
            earlier.removeFirst();
        }
        earlier.addLast(update);
    }

    /** The REST answer as of now. */
    String json(int limit) {
        return BinanceJson.toJson(book.snapshot(limit)).encode();
    }

    /**
     * Where the recording has a hole, the book goes on from behind it: what changed in the hole is not known, but everybody who
     * keeps a book from this recording can start again.
     */
    private void applyIfNewer(DepthUpdate update) {
        try {
            book.apply(update);
        } catch (GapException e) {
            gaps++;
            book.reset(withId(book.snapshot(), update.firstId() - 1));
            book.apply(update);
        }
    }

    private DepthSnapshot withId(DepthSnapshot snapshot, long lastId) {
        return new DepthSnapshot(book.symbol(), lastId, snapshot.bids(), snapshot.asks());
    }
}
