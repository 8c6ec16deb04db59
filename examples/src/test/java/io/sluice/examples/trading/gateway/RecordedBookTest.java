package io.sluice.examples.trading.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.trading.GoldenBookRow;
import io.sluice.examples.trading.MarketFixtures;
import io.sluice.examples.trading.RecordedLine;
import io.sluice.examples.trading.Recordings;
import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.PriceLevel;
import io.sluice.examples.trading.market.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recording through the synchronizer into a book, against what is known of the book after each update. */
class RecordedBookTest {

    private final Map<Long, Long> receivedNanos = new HashMap<>();
    private final Map<Long, Quote> quotes = new HashMap<>();
    private final List<GoldenBookRow> rows = new ArrayList<>();
    private final BookKeeper keeper = new BookKeeper();
    private final BookSynchronizer synchronizer = new BookSynchronizer(MarketFixtures.SYMBOL, keeper);

    @Test
    void everyUpdateLeadsToTheGoldenBook() {
        keeper.afterUpdate = update -> rows.add(
                GoldenBookRow.of(Objects.requireNonNull(receivedNanos.get(update.lastId())), update, keeper.book));

        Recordings.forEachSpotLine(this::play);

        List<GoldenBookRow> golden = Recordings.goldenBook();
        assertThat(rows).hasSameSizeAs(golden).isEqualTo(golden);
        assertThat(keeper.states).containsExactly(SyncState.SYNCING, SyncState.LIVE);
        assertThat(synchronizer.counters())
                .isEqualTo(new SyncCounters(golden.size() + 2, golden.size(), 2, 0, 0, 2, 0, 0, 0));
        System.out.println("golden book: " + rows.size() + " rows equal");
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 500, 5_000})
    void aSnapshotThatComesLateLeadsToTheSameBooksFromTheUpdatesKept(int delay) {
        keeper.afterUpdate = update -> rows.add(
                GoldenBookRow.of(Objects.requireNonNull(receivedNanos.get(update.lastId())), update, keeper.book));
        List<RecordedLine> held = new ArrayList<>();
        int[] linesSince = new int[1];

        Recordings.forEachSpotLine(line -> {
            if (line.isSnapshot()) {
                held.add(line);
                return;
            }
            play(line);
            if (!held.isEmpty() && ++linesSince[0] == delay) {
                assertThat(rows).isEmpty();
                play(held.get(0));
                assertThat(rows).as("updates kept for the snapshot").isNotEmpty();
            }
        });

        List<GoldenBookRow> golden = Recordings.goldenBook();
        assertThat(rows).hasSameSizeAs(golden).isEqualTo(golden);
    }

    @Test
    void theBestBidAndAskAreThoseOfTheRecordedQuoteWithTheSameId() {
        Recordings.forEachSpotLine(line -> {
            if (!line.isSnapshot() && line.event() instanceof Quote quote) {
                quotes.put(quote.updateId(), quote);
            }
        });
        int[] compared = new int[1];
        keeper.afterUpdate = update -> {
            Quote quote = quotes.get(update.lastId());
            if (quote != null) {
                assertThat(keeper.book.bestBid()).isEqualTo(new PriceLevel(quote.bid(), quote.bidQuantity()));
                assertThat(keeper.book.bestAsk()).isEqualTo(new PriceLevel(quote.ask(), quote.askQuantity()));
                compared[0]++;
            }
        };

        Recordings.forEachSpotLine(this::play);

        System.out.println("golden book: " + compared[0] + " quotes of the same id equal");
        assertThat(compared[0]).isGreaterThan(100);
    }

    private void play(RecordedLine line) {
        if (line.isSnapshot()) {
            synchronizer.onSnapshot(BinanceJson.parseSnapshot(MarketFixtures.SYMBOL, line.frame()));
        } else if (line.event() instanceof DepthUpdate update) {
            receivedNanos.put(update.lastId(), line.receivedNanos());
            synchronizer.onUpdate(update);
        }
    }
}
