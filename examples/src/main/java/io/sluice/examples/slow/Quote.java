package io.sluice.examples.slow;

import io.sluice.message.Message;
import io.vertx.core.json.JsonObject;

/** A quote and its message, which is encoded once for all who get it. */
record Quote(int symbol, Message message) {

    private static final String NOTES = ".".repeat(1_000);

    static Quote now(int symbol) {
        JsonObject json = JsonObject.of("symbol", symbol, "time", System.currentTimeMillis(), "notes", NOTES);
        return new Quote(symbol, Message.text(json.encode()));
    }
}
