package io.sluice.examples.trading.market;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.market.KrakenRecording.BookMessage;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Our checksum rule against the venue that made it. */
class KrakenChecksumTest {

    private static final String SYMBOL = "BTC/USD";

    @Test
    void theVenuesOwnChecksumComesOutAfterEveryMessage() throws IOException {
        int depth = KrakenRecording.depth();
        OrderBook book = new OrderBook(SYMBOL);
        long id = 0;
        int updates = 0;
        for (BookMessage message : KrakenRecording.bookMessages()) {
            id++;
            if (message.type().equals("snapshot")) {
                book.reset(new DepthSnapshot(SYMBOL, id, message.bids(), message.asks()));
            } else {
                book.apply(new DepthUpdate(SYMBOL, 0, id, id, 1, message.bids(), message.asks()));
                book.reset(book.snapshot(depth)); // levels beyond the subscribed depth are not kept up to date
                updates++;
            }
            assertThat(book.checksum()).as("message %d", id).isEqualTo(message.checksum());
            assertThat(book.snapshot().checksum()).isEqualTo(message.checksum());
        }
        assertThat(updates).as("updates in the recording").isGreaterThan(100);
    }
}
