package io.sluice.examples.trading.market;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Market data in the form Binance's spot market sends it: the objects under {@code data} of its combined streams, and its REST
 * answer with a depth snapshot.
 *
 * <p>What is written reads back equal. Not on this wire, and so not written: how many updates a merged one stands for.
 *
 * <p>Errors: reading throws a {@link MalformedMarketDataException} that says what is wrong with which field. Fields that are not
 * needed here are not looked at.
 */
public final class BinanceJson {

    private static final String DEPTH_UPDATE = "depthUpdate";
    private static final String BOOK_TICKER = "bookTicker";
    private static final String TRADE = "trade";
    private static final String SNAPSHOT = "depth snapshot";

    private BinanceJson() {}

    /** Reads a text that should be a JSON object, whatever is in it. */
    public static JsonObject decode(String text) {
        return Fields.decode("frame", text).json();
    }

    /** Reads any of the events, by its {@code e}; a best-bid-and-ask has none. */
    public static MarketEvent parseEvent(@Nullable Object data) {
        Fields fields = Fields.of("event", data);
        if (!fields.has("e")) {
            return quote(new Fields(BOOK_TICKER, fields.json()));
        }
        return switch (fields.text("e")) {
            case DEPTH_UPDATE -> depthUpdate(new Fields(DEPTH_UPDATE, fields.json()));
            case TRADE -> trade(new Fields(TRADE, fields.json()));
            default -> throw fields.wrong("e", "is not a known event");
        };
    }

    /** Reads a {@code depthUpdate}. */
    public static DepthUpdate parseDepthUpdate(@Nullable Object data) {
        Fields fields = Fields.of(DEPTH_UPDATE, data);
        fields.require("e", DEPTH_UPDATE);
        return depthUpdate(fields);
    }

    /** Reads a {@code bookTicker}. */
    public static Quote parseQuote(@Nullable Object data) {
        return quote(Fields.of(BOOK_TICKER, data));
    }

    /** Reads a {@code trade}. */
    public static Trade parseTrade(@Nullable Object data) {
        Fields fields = Fields.of(TRADE, data);
        fields.require("e", TRADE);
        return trade(fields);
    }

    /** Reads the REST answer, which leaves it to the request to say of which symbol it is. */
    public static DepthSnapshot parseSnapshot(String symbol, @Nullable Object answer) {
        Fields fields = Fields.of(SNAPSHOT, answer);
        return fields.build(() -> new DepthSnapshot(
                symbol, fields.integer("lastUpdateId"), fields.levels("bids"), fields.levels("asks")));
    }

    /** Writes any of the events. */
    public static JsonObject toJson(MarketEvent event) {
        if (event instanceof DepthUpdate update) {
            return toJson(update);
        }
        if (event instanceof Quote quote) {
            return toJson(quote);
        }
        return toJson((Trade) event);
    }

    /** Writes a {@code depthUpdate}. */
    public static JsonObject toJson(DepthUpdate update) {
        return new JsonObject()
                .put("e", DEPTH_UPDATE)
                .put("E", update.time())
                .put("s", update.symbol())
                .put("U", update.firstId())
                .put("u", update.lastId())
                .put("b", WireLevels.toJson(update.bids()))
                .put("a", WireLevels.toJson(update.asks()));
    }

    /** Writes a {@code bookTicker}. */
    public static JsonObject toJson(Quote quote) {
        return new JsonObject()
                .put("u", quote.updateId())
                .put("s", quote.symbol())
                .put("b", WireDecimal.format(quote.bid()))
                .put("B", WireDecimal.format(quote.bidQuantity()))
                .put("a", WireDecimal.format(quote.ask()))
                .put("A", WireDecimal.format(quote.askQuantity()));
    }

    /** Writes a {@code trade}, as sent at the time it was made. {@code M} means nothing and is always there. */
    public static JsonObject toJson(Trade trade) {
        return new JsonObject()
                .put("e", TRADE)
                .put("E", trade.time())
                .put("s", trade.symbol())
                .put("t", trade.id())
                .put("p", WireDecimal.format(trade.price()))
                .put("q", WireDecimal.format(trade.quantity()))
                .put("T", trade.time())
                .put("m", trade.buyerIsMaker())
                .put("M", true);
    }

    /** Writes the REST answer. */
    public static JsonObject toJson(DepthSnapshot snapshot) {
        return new JsonObject()
                .put("lastUpdateId", snapshot.lastId())
                .put("bids", WireLevels.toJson(snapshot.bids()))
                .put("asks", WireLevels.toJson(snapshot.asks()));
    }

    private static DepthUpdate depthUpdate(Fields fields) {
        return fields.build(() -> new DepthUpdate(
                fields.text("s"),
                fields.integer("E"),
                fields.integer("U"),
                fields.integer("u"),
                1,
                fields.levels("b"),
                fields.levels("a")));
    }

    private static Quote quote(Fields fields) {
        return new Quote(
                fields.text("s"),
                fields.integer("u"),
                fields.decimal("b"),
                fields.decimal("B"),
                fields.decimal("a"),
                fields.decimal("A"));
    }

    private static Trade trade(Fields fields) {
        return new Trade(
                fields.text("s"),
                fields.integer("t"),
                fields.decimal("p"),
                fields.decimal("q"),
                fields.integer("T"),
                fields.flag("m"));
    }
}
