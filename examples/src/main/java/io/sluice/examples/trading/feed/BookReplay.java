package io.sluice.examples.trading.feed;

import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.OrderBook;
import io.sluice.fanout.Replay;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a late joiner the book as it is at that moment, so that it can follow from the next update on.
 *
 * <p>Joiners between two updates share one snapshot, and its encoding.
 */
final class BookReplay implements Replay<Published<BookEvent>> {

    private final OrderBook book;
    private boolean known;
    private @Nullable Published<BookEvent> current;

    BookReplay(String symbol) {
        book = new OrderBook(symbol);
    }

    @Override
    public void record(Published<BookEvent> event) {
        current = null;
        BookEvent value = event.value();
        if (value.base() != null) {
            book.reset(value.base());
            known = true;
        }
        DepthUpdate change = value.change();
        if (change != null) {
            book.apply(change);
        }
    }

    @Override
    public List<Published<BookEvent>> replay() {
        if (!known) {
            return List.of();
        }
        if (current == null) {
            current = new Published<>(BookEvent.of(book.snapshot()), BookEvent::toJson);
        }
        return List.of(current);
    }
}
