package io.sluice.examples.trading;

import io.sluice.examples.trading.market.BinanceJson;
import io.sluice.examples.trading.market.MarketEvent;
import io.vertx.core.json.JsonObject;

/**
 * One frame of a recording.
 *
 * @param receivedNanos when it was received, in nanoseconds since the epoch
 * @param frame the frame as it was received: a combined stream's, or the REST answer with the snapshot
 */
public record RecordedLine(long receivedNanos, JsonObject frame) {

    /** Reads {@code <nanoseconds> <JSON>}. */
    static RecordedLine parse(String line) {
        int space = line.indexOf(' ');
        return new RecordedLine(
                Long.parseLong(line.substring(0, space)), BinanceJson.decode(line.substring(space + 1)));
    }

    /** Whether this is the REST answer: all else belongs to a stream. */
    public boolean isSnapshot() {
        return !frame.containsKey("stream");
    }

    /** The event in a stream's frame. */
    public MarketEvent event() {
        return BinanceJson.parseEvent(frame.getValue("data"));
    }
}
