package io.sluice.examples.trading.exchange;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.MalformedMarketDataException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Tells the shapes of recorded JSON apart: a message of a combined stream, or the REST snapshot of a book. */
final class RecordedShape {

    /** A snapshot does not say of which symbol it is; that is found out later. */
    private static final String SYMBOL_UNKNOWN = "";

    private RecordedShape() {}

    /**
     * Understands the JSON of one line as far as the exchange needs to: depth updates and snapshots, which its own books are
     * kept from. Other messages are only passed on. Null if it is
     * neither shape.
     *
     * <p>Errors: a {@link MalformedMarketDataException} that says in one line what is wrong.
     */
    static @Nullable RecordedLine parse(long timeNanos, String text) {
        JsonObject json = BinanceJson.decode(text);
        if (json.getValue("stream") instanceof String stream && json.getValue("data") instanceof JsonObject data) {
            boolean depth = "depthUpdate".equals(data.getValue("e"));
            return new RecordedLine.Streamed(
                    timeNanos, stream, text, depth ? BinanceJson.parseDepthUpdate(data) : null);
        }
        if (json.containsKey("lastUpdateId")) {
            return new RecordedLine.Snapshot(timeNanos, text, BinanceJson.parseSnapshot(SYMBOL_UNKNOWN, json));
        }
        return null;
    }
}
