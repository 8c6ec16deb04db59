package io.sluice.examples.trading;

import io.sluice.examples.trading.market.Candle;
import io.sluice.examples.trading.market.DepthUpdate;
import io.sluice.examples.trading.market.FeedJson;
import io.sluice.examples.trading.market.Interval;
import io.sluice.examples.trading.market.OrderBook;
import io.sluice.examples.trading.market.PriceLevel;
import io.sluice.examples.trading.market.Quote;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a browser makes of one symbol: keeps the book by what it is told, and notes what it has seen.
 *
 * <p>Threading: any thread; the lists are copies.
 */
final class FeedView {

    /**
     * The book after a message.
     *
     * @param merged how many of the exchange's updates the message stood for; 0 for a snapshot
     * @param zeros how many deletions it held
     */
    record Step(GoldenBookRow row, int merged, long zeros) {

        boolean isSnapshot() {
            return merged == 0;
        }
    }

    /** Told of every quote. */
    private final Consumer<Quote> onQuote;

    private final OrderBook book;
    private final List<Step> steps = new ArrayList<>();
    private final List<Long> tradeIds = new ArrayList<>();
    private final Map<Interval, List<String>> closedCandles = new EnumMap<>(Interval.class);
    private final Map<Interval, String> openCandles = new EnumMap<>(Interval.class);
    private final List<JsonObject> statuses = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private long updates;

    FeedView(String symbol, Consumer<Quote> onQuote) {
        this.onQuote = onQuote;
        book = new OrderBook(symbol);
        for (Interval interval : Interval.values()) {
            closedCandles.put(interval, new ArrayList<>());
        }
    }

    /** Takes a message of this symbol in. What is wrong with it becomes a problem. */
    synchronized void onMessage(JsonObject message) {
        try {
            switch (message.getString("type")) {
                case "book" -> onBook(message);
                case "quote" -> onQuote.accept(FeedJson.parseQuote(message));
                case "trade" -> tradeIds.add(FeedJson.parseTrade(message).id());
                case "candle" -> onCandle(FeedJson.parseCandle(message));
                case "status" -> statuses.add(message);
                default -> {}
            }
        } catch (RuntimeException problem) {
            problems.add(problem + " at " + message.encode());
        }
    }

    private void onBook(JsonObject message) {
        if (FeedJson.isSnapshot(message)) {
            book.reset(FeedJson.parseSnapshot(message));
            note(message, book.lastId(), 0, 0);
        } else {
            DepthUpdate update = FeedJson.parseUpdate(message);
            if (update.lastId() <= book.lastId()) {
                problems.add("an update that was there before: " + message.encode());
            }
            book.apply(update);
            updates += update.merged();
            long zeros = Stream.concat(update.bids().stream(), update.asks().stream())
                    .filter(PriceLevel::deletes)
                    .count();
            note(message, update.firstId(), update.merged(), zeros);
        }
    }

    private void note(JsonObject message, long firstId, int merged, long zeros) {
        GoldenBookRow row = new GoldenBookRow(
                0,
                firstId,
                book.lastId(),
                text(book.bestBid(), PriceLevel::price),
                text(book.bestBid(), PriceLevel::quantity),
                text(book.bestAsk(), PriceLevel::price),
                text(book.bestAsk(), PriceLevel::quantity),
                book.checksum());
        steps.add(new Step(row, merged, zeros));
        if (FeedJson.parseChecksum(message) != row.checksum()) {
            problems.add("the checksum is " + row.checksum() + " after " + message.encode());
        }
    }

    private void onCandle(Candle candle) {
        String row = GoldenCandleRow.of(candle);
        if (candle.closed()) {
            closed(candle.interval()).add(row);
        } else {
            openCandles.put(candle.interval(), row);
        }
    }

    private List<String> closed(Interval interval) {
        return Objects.requireNonNull(closedCandles.get(interval));
    }

    private static String text(@Nullable PriceLevel level, Function<PriceLevel, BigDecimal> part) {
        return level == null ? "" : part.apply(level).toPlainString();
    }

    /** Everything that was not as the protocol says. */
    synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /** The book after each message about it. */
    synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The book after each update. */
    List<Step> updateSteps() {
        return steps().stream().filter(step -> !step.isSnapshot()).toList();
    }

    /** How many of the exchange's updates are in the updates that came. */
    synchronized long updates() {
        return updates;
    }

    /** How often the book was replaced, the first one included. */
    synchronized long snapshots() {
        return steps.stream().filter(Step::isSnapshot).count();
    }

    synchronized long bookId() {
        return book.lastId();
    }

    /** The whole book as text. */
    synchronized String book() {
        return book.snapshot().toString();
    }

    synchronized List<Long> tradeIds() {
        return List.copyOf(tradeIds);
    }

    synchronized long lastTradeId() {
        return tradeIds.isEmpty() ? -1 : tradeIds.get(tradeIds.size() - 1);
    }

    /** The closed candles in order, and then the open one, as golden rows. */
    synchronized List<String> candles(Interval interval) {
        List<String> candles = new ArrayList<>(closed(interval));
        String open = openCandles.get(interval);
        if (open != null) {
            candles.add(open);
        }
        return candles;
    }

    synchronized List<JsonObject> statuses() {
        return List.copyOf(statuses);
    }

    /** The latest status, empty before the first. */
    synchronized JsonObject status() {
        return statuses.isEmpty() ? new JsonObject() : statuses.get(statuses.size() - 1);
    }

    boolean isLive() {
        return "live".equals(status().getString("state"));
    }
}
