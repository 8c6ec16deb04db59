package io.sluice.examples.trading.feed;

import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;

/** What a browser can ask for. */
sealed interface Request {

    /** All streams of a symbol. */
    record Subscribe(String symbol, BookDetail book) implements Request {}

    /** No more of a symbol. */
    record Unsubscribe(String symbol) implements Request {}

    /** The server's clock; {@code id} comes back. */
    record Ping(Object id) implements Request {}

    /**
     * Reads a request.
     *
     * @throws RefusedException if it is none
     */
    static Request parse(Message message) {
        JsonObject json = decode(message);
        Object op = json.getValue("op");
        if (!(op instanceof String name)) {
            throw new RefusedException(
                    "malformed", "\"op\" is missing: send {\"op\":\"subscribe\",\"symbol\":\"...\"}");
        }
        return parse(name, json);
    }

    private static Request parse(String op, JsonObject json) {
        return switch (op) {
            case "subscribe" -> new Subscribe(symbol(json), book(json));
            case "unsubscribe" -> new Unsubscribe(symbol(json));
            case "ping" -> new Ping(id(json));
            default ->
                throw new RefusedException("unknown-op", "\"op\" is subscribe, unsubscribe or ping, not " + quoted(op));
        };
    }

    private static JsonObject decode(Message message) {
        if (!(message instanceof TextMessage text)) {
            throw new RefusedException("malformed", "requests are JSON text, not binary");
        }
        try {
            return new JsonObject(text.text());
        } catch (DecodeException notJson) {
            throw new RefusedException("malformed", "not a JSON object: " + quoted(text.text()));
        }
    }

    private static String symbol(JsonObject json) {
        if (json.getValue("symbol") instanceof String symbol) {
            return symbol;
        }
        throw new RefusedException("malformed", "\"symbol\" must be a string such as \"ETHUSDT\"");
    }

    private static BookDetail book(JsonObject json) {
        Object detail = json.getValue("book", "merged");
        try {
            return BookDetail.ofWireName(String.valueOf(detail));
        } catch (IllegalArgumentException unknown) {
            throw new RefusedException(
                    "malformed", "\"book\" is \"merged\" or \"every\", not " + quoted(String.valueOf(detail)));
        }
    }

    private static Object id(JsonObject json) {
        Object id = json.getValue("id");
        if (id instanceof Number || id instanceof String) {
            return id;
        }
        throw new RefusedException("malformed", "\"id\" must be a number or a string");
    }

    private static String quoted(String text) {
        return "\"" + (text.length() <= 60 ? text : text.substring(0, 60) + "...") + "\"";
    }
}
