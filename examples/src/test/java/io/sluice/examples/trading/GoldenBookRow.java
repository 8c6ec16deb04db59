package io.sluice.examples.trading;

import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.OrderBook;
import io.sluice.examples.trading.market.PriceLevel;
import java.util.Objects;

/**
 * What the book is known to be after one depth update of the recording, prices and quantities as on the wire.
 *
 * @param firstId {@code U} of the update
 * @param lastId {@code u} of the update
 * @param checksum CRC32 over the top ten levels
 */
public record GoldenBookRow(
        long receivedNanos,
        long firstId,
        long lastId,
        String bid,
        String bidQuantity,
        String ask,
        String askQuantity,
        long checksum) {

    /** The row a book makes after {@code update}. */
    public static GoldenBookRow of(long receivedNanos, DepthUpdate update, OrderBook book) {
        PriceLevel bid = Objects.requireNonNull(book.bestBid(), "best bid");
        PriceLevel ask = Objects.requireNonNull(book.bestAsk(), "best ask");
        return new GoldenBookRow(
                receivedNanos,
                update.firstId(),
                update.lastId(),
                bid.price().toPlainString(),
                bid.quantity().toPlainString(),
                ask.price().toPlainString(),
                ask.quantity().toPlainString(),
                book.checksum());
    }

    /** This row without the time, which does not go through the feed. */
    GoldenBookRow withoutTime() {
        return new GoldenBookRow(0, firstId, lastId, bid, bidQuantity, ask, askQuantity, checksum);
    }

    /** The same row as the end of an update that begins with the id {@code first}. */
    GoldenBookRow from(long first) {
        return new GoldenBookRow(receivedNanos, first, lastId, bid, bidQuantity, ask, askQuantity, checksum);
    }

    static GoldenBookRow parse(String row) {
        String[] column = row.split(",", -1);
        return new GoldenBookRow(
                Long.parseLong(column[0]),
                Long.parseLong(column[1]),
                Long.parseLong(column[2]),
                column[3],
                column[4],
                column[5],
                column[6],
                Long.parseLong(column[7]));
    }
}
