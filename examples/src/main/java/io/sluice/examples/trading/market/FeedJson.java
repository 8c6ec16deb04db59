package io.sluice.examples.trading.market;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Market data in the form the feed server sends it to browsers; the messages are described in {@code docs/trading-feed.md}.
 *
 * <p>What is written reads back equal. The time of a depth update, its ids and its {@code n} are all on this wire.
 *
 * <p>Errors: reading throws a {@link MalformedMarketDataException} that says what is wrong with which field.
 */
public final class FeedJson {

    private static final String TYPE = "type";
    private static final String KIND = "kind";
    private static final String BOOK = "book";
    private static final String QUOTE = "quote";
    private static final String TRADE = "trade";
    private static final String CANDLE = "candle";
    private static final String SNAPSHOT = "snapshot";
    private static final String UPDATE = "update";

    private FeedJson() {}

    /** Writes a book that replaces the reader's; {@code crc} is the checksum of this one. */
    public static JsonObject toJson(DepthSnapshot snapshot, long crc) {
        return message(BOOK, snapshot.symbol())
                .put(KIND, SNAPSHOT)
                .put("u", snapshot.lastId())
                .put("bids", WireLevels.toJson(snapshot.bids()))
                .put("asks", WireLevels.toJson(snapshot.asks()))
                .put("crc", crc);
    }

    /** Writes a change of the reader's book; {@code crc} is the checksum of the book it leads to. */
    public static JsonObject toJson(DepthUpdate update, long crc) {
        return message(BOOK, update.symbol())
                .put(KIND, UPDATE)
                .put("U", update.firstId())
                .put("u", update.lastId())
                .put("n", update.merged())
                .put("time", update.time())
                .put("bids", WireLevels.toJson(update.bids()))
                .put("asks", WireLevels.toJson(update.asks()))
                .put("crc", crc);
    }

    public static JsonObject toJson(Quote quote) {
        return message(QUOTE, quote.symbol())
                .put("u", quote.updateId())
                .put("bid", WireDecimal.format(quote.bid()))
                .put("bidQty", WireDecimal.format(quote.bidQuantity()))
                .put("ask", WireDecimal.format(quote.ask()))
                .put("askQty", WireDecimal.format(quote.askQuantity()));
    }

    public static JsonObject toJson(Trade trade) {
        return message(TRADE, trade.symbol())
                .put("id", trade.id())
                .put("price", WireDecimal.format(trade.price()))
                .put("qty", WireDecimal.format(trade.quantity()))
                .put("time", trade.time())
                .put("buyerIsMaker", trade.buyerIsMaker());
    }

    public static JsonObject toJson(Candle candle) {
        return message(CANDLE, candle.symbol())
                .put("interval", candle.interval().wireName())
                .put("time", candle.openTime())
                .put("open", WireDecimal.format(candle.open()))
                .put("high", WireDecimal.format(candle.high()))
                .put("low", WireDecimal.format(candle.low()))
                .put("close", WireDecimal.format(candle.close()))
                .put("volume", WireDecimal.format(candle.volume()))
                .put("quoteVolume", WireDecimal.format(candle.quoteVolume()))
                .put("takerBuyVolume", WireDecimal.format(candle.takerBuyVolume()))
                .put("trades", candle.trades())
                .put("firstId", candle.firstId())
                .put("lastId", candle.lastId())
                .put("closed", candle.closed());
    }

    /** Whether the message is a book that replaces the reader's. */
    public static boolean isSnapshot(JsonObject message) {
        return BOOK.equals(message.getValue(TYPE)) && SNAPSHOT.equals(message.getValue(KIND));
    }

    /** Whether the message is a change of the reader's book. */
    public static boolean isUpdate(JsonObject message) {
        return BOOK.equals(message.getValue(TYPE)) && UPDATE.equals(message.getValue(KIND));
    }

    public static DepthSnapshot parseSnapshot(@Nullable Object message) {
        Fields fields = book(message, SNAPSHOT);
        return fields.build(() -> new DepthSnapshot(
                fields.text("symbol"), fields.integer("u"), fields.levels("bids"), fields.levels("asks")));
    }

    public static DepthUpdate parseUpdate(@Nullable Object message) {
        Fields fields = book(message, UPDATE);
        return fields.build(() -> new DepthUpdate(
                fields.text("symbol"),
                fields.integer("time"),
                fields.integer("U"),
                fields.integer("u"),
                Math.toIntExact(fields.integer("n")),
                fields.levels("bids"),
                fields.levels("asks")));
    }

    /** Reads the checksum a book message comes with. */
    public static long parseChecksum(@Nullable Object message) {
        return Fields.of(BOOK, message).integer("crc");
    }

    public static Quote parseQuote(@Nullable Object message) {
        Fields fields = typed(QUOTE, message);
        return new Quote(
                fields.text("symbol"),
                fields.integer("u"),
                fields.decimal("bid"),
                fields.decimal("bidQty"),
                fields.decimal("ask"),
                fields.decimal("askQty"));
    }

    public static Trade parseTrade(@Nullable Object message) {
        Fields fields = typed(TRADE, message);
        return new Trade(
                fields.text("symbol"),
                fields.integer("id"),
                fields.decimal("price"),
                fields.decimal("qty"),
                fields.integer("time"),
                fields.flag("buyerIsMaker"));
    }

    public static Candle parseCandle(@Nullable Object message) {
        Fields fields = typed(CANDLE, message);
        return new Candle(
                fields.text("symbol"),
                fields.build(() -> Interval.ofWireName(fields.text("interval"))),
                fields.integer("time"),
                fields.decimal("open"),
                fields.decimal("high"),
                fields.decimal("low"),
                fields.decimal("close"),
                fields.decimal("volume"),
                fields.decimal("quoteVolume"),
                fields.decimal("takerBuyVolume"),
                fields.integer("trades"),
                fields.integer("firstId"),
                fields.integer("lastId"),
                fields.flag("closed"));
    }

    private static JsonObject message(String type, String symbol) {
        return new JsonObject().put(TYPE, type).put("symbol", symbol);
    }

    private static Fields book(@Nullable Object message, String kind) {
        Fields fields = typed(BOOK, message);
        fields.require(KIND, kind);
        return fields;
    }

    private static Fields typed(String type, @Nullable Object message) {
        Fields fields = Fields.of(type, message);
        fields.require(TYPE, type);
        return fields;
    }
}
