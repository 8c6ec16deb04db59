package io.sluice.examples.trading.feed;

import io.vertx.core.json.JsonObject;

/**
 * How the gateway's own upstream of a symbol fares.
 *
 * @param state {@code live}, {@code syncing} or {@code disconnected}
 */
public record FeedStatus(String symbol, String state, long gaps, long resyncs, long upstreamReconnects) {

    JsonObject toJson() {
        return new JsonObject()
                .put("type", "status")
                .put("symbol", symbol)
                .put("state", state)
                .put("gaps", gaps)
                .put("resyncs", resyncs)
                .put("upstreamReconnects", upstreamReconnects);
    }
}
