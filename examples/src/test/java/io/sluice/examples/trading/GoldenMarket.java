package io.sluice.examples.trading;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.Interval;
import io.sluice.examples.trading.market.MarketEvent;
import io.sluice.examples.trading.market.Quote;
import io.sluice.examples.trading.market.Trade;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * A market of one symbol whose every state is known: a recording, and what has to come of it.
 *
 * @param files in the order of time
 * @param snapshotId the id of the recorded snapshot
 * @param depthUpdates how many there are in the recording, those before the snapshot included
 * @param tradeIds in the order of the recording
 * @param quotes by their ids
 * @param book after each depth update that follows the snapshot
 * @param candles as {@code openTime,o,h,l,c,v,quoteV,takerBuyV,n,firstId,lastId}; the last one of each interval was still open
 */
record GoldenMarket(
        String name,
        String symbol,
        List<Path> files,
        long snapshotId,
        long depthUpdates,
        List<Long> tradeIds,
        Map<Long, Quote> quotes,
        List<GoldenBookRow> book,
        Map<Interval, List<String>> candles) {

    /** Reads the rest in the files. */
    static GoldenMarket of(
            String name, List<Path> files, List<GoldenBookRow> book, Map<Interval, List<String>> candles) {
        AtomicReference<String> symbol = new AtomicReference<>();
        AtomicLong snapshotId = new AtomicLong();
        AtomicLong depthUpdates = new AtomicLong();
        List<Long> tradeIds = new ArrayList<>();
        Map<Long, Quote> quotes = new HashMap<>();
        forEachLine(files, text -> {
            if (text.contains("@depth")) { // large, and known by the golden book
                depthUpdates.incrementAndGet();
                return;
            }
            RecordedLine line = RecordedLine.parse(text);
            if (line.isSnapshot()) {
                snapshotId.compareAndSet(
                        0, BinanceJson.parseSnapshot("any", line.frame()).lastId());
                return;
            }
            MarketEvent event = line.event();
            symbol.set(event.symbol());
            if (event instanceof Quote quote) {
                quotes.put(quote.updateId(), quote);
            } else if (event instanceof Trade trade) {
                tradeIds.add(trade.id());
            }
        });
        return new GoldenMarket(
                name,
                Objects.requireNonNull(symbol.get()),
                files,
                snapshotId.get(),
                depthUpdates.get(),
                tradeIds,
                quotes,
                book,
                candles);
    }

    long lastBookId() {
        return book.get(book.size() - 1).lastId();
    }

    long lastTradeId() {
        return tradeIds.get(tradeIds.size() - 1);
    }

    /** The book by the id of the update that led to it. */
    Map<Long, GoldenBookRow> bookById() {
        Map<Long, GoldenBookRow> byId = new HashMap<>();
        book.forEach(row -> byId.put(row.lastId(), row));
        return byId;
    }

    private static void forEachLine(List<Path> files, Consumer<String> lines) {
        files.forEach(file -> Recordings.forEachGzipped(file, lines));
    }

    @Override
    public String toString() {
        return name;
    }
}
