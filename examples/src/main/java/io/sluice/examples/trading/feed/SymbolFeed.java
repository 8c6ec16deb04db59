package io.sluice.examples.trading.feed;

import io.sluice.examples.trading.market.Candle;
import io.sluice.examples.trading.market.DepthSnapshot;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.FeedJson;
import io.sluice.examples.trading.market.Interval;
import io.sluice.examples.trading.market.OrderBook;
import io.sluice.examples.trading.market.Quote;
import io.sluice.examples.trading.market.Trade;
import io.sluice.fanout.Hub;
import io.sluice.fanout.HubCounters;
import io.sluice.fanout.MemberCounters;
import io.sluice.fanout.Replay;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One symbol between the gateway, which publishes, and the sessions, which join: a hub per stream, each with what a late joiner
 * needs to begin with.
 *
 * <p>Threading: one thread at a time publishes; any joins.
 */
public final class SymbolFeed {

    /** Trades a late joiner gets: a tape's worth. */
    static final int REPLAYED_TRADES = 50;

    /** Candles of each interval a late joiner gets: five minutes, five hours. */
    static final int REPLAYED_CANDLES = 300;

    private final String symbol;
    private final OrderBook book;
    private final Hub<Published<Trade>> trades = Hub.create(Replay.last(REPLAYED_TRADES));
    private final Hub<Published<Quote>> quotes = Hub.create(Replay.last(1));
    private final Hub<Published<BookEvent>> books;
    private final Hub<Published<FeedStatus>> statuses = Hub.create(Replay.last(1));
    private final Map<Interval, Hub<Published<Candle>>> candles = new EnumMap<>(Interval.class);

    SymbolFeed(String symbol) {
        this.symbol = symbol;
        book = new OrderBook(symbol);
        books = Hub.create(new BookReplay(symbol));
        for (Interval interval : Interval.values()) {
            candles.put(
                    interval,
                    Hub.create(Replay.latestByKey(candle -> candle.value().openTime(), REPLAYED_CANDLES)));
        }
    }

    public String symbol() {
        return symbol;
    }

    public void publish(Trade trade) {
        trades.publish(new Published<>(trade, FeedJson::toJson));
    }

    public void publish(Quote quote) {
        quotes.publish(new Published<>(quote, FeedJson::toJson));
    }

    public void publish(Candle candle) {
        candles(candle.interval()).publish(new Published<>(candle, FeedJson::toJson));
    }

    /** A book that replaces the one there was. */
    public void publish(DepthSnapshot snapshot) {
        book.reset(snapshot);
        publish(BookEvent.of(snapshot));
    }

    /** A change of the book; follows what was published before. */
    public void publish(DepthUpdate update) {
        book.apply(update);
        publish(BookEvent.of(update, book.checksum()));
    }

    public void publish(FeedStatus status) {
        statuses.publish(new Published<>(status, FeedStatus::toJson));
    }

    private void publish(BookEvent event) {
        books.publish(new Published<>(event, BookEvent::toJson));
    }

    Hub<Published<Trade>> trades() {
        return trades;
    }

    Hub<Published<Quote>> quotes() {
        return quotes;
    }

    Hub<Published<BookEvent>> books() {
        return books;
    }

    Hub<Published<FeedStatus>> statuses() {
        return statuses;
    }

    Hub<Published<Candle>> candles(Interval interval) {
        return Objects.requireNonNull(candles.get(interval));
    }

    /** What became of all that was published, by stream. Any thread. */
    public Map<String, HubCounters> counters() {
        Map<String, HubCounters> counters = new LinkedHashMap<>();
        hubs().forEach((stream, hub) -> counters.put(stream, hub.counters()));
        return counters;
    }

    /** The accounts of those who are subscribed now, by stream. Any thread. */
    public Map<String, List<MemberCounters>> members() {
        Map<String, List<MemberCounters>> members = new LinkedHashMap<>();
        hubs().forEach((stream, hub) -> members.put(stream, hub.members()));
        return members;
    }

    private Map<String, Hub<?>> hubs() {
        Map<String, Hub<?>> hubs = new LinkedHashMap<>();
        hubs.put("status", statuses);
        hubs.put("book", books);
        hubs.put("quote", quotes);
        hubs.put("trade", trades);
        candles.forEach((interval, hub) -> hubs.put("candle " + interval.wireName(), hub));
        return hubs;
    }
}
