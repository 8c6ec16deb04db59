package io.sluice.examples.trading.market;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that should be a {@code what}, each checked as it is read.
 *
 * <p>Errors: every method throws a {@link MalformedMarketDataException} that names the object, the field and what is wrong with it.
 */
record Fields(String what, JsonObject json) {

    private static final int SHOWN_LENGTH = 80;

    /** The fields of something that should be an object. */
    static Fields of(String what, @Nullable Object value) {
        if (value instanceof JsonObject json) {
            return new Fields(what, json);
        }
        throw new MalformedMarketDataException(what + " is not an object: " + shown(value));
    }

    /** The fields of a text that should be an object. */
    static Fields decode(String what, String text) {
        try {
            return of(what, Json.decodeValue(text));
        } catch (DecodeException e) {
            throw new MalformedMarketDataException(what + " is not JSON: " + shown(text), e);
        }
    }

    boolean has(String name) {
        return json.containsKey(name);
    }

    String text(String name) {
        if (present(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw wrong(name, "is not a text");
    }

    /** Refuses the object unless its field {@code name} is this text. */
    void require(String name, String expected) {
        if (!text(name).equals(expected)) {
            throw wrong(name, "is not \"" + expected + "\"");
        }
    }

    boolean flag(String name) {
        if (present(name) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "is neither true nor false");
    }

    /** An id, a time or a count. */
    long integer(String name) {
        Object value = present(name);
        if (!(value instanceof Long || value instanceof Integer)) {
            throw wrong(name, "is not a whole number");
        }
        long number = ((Number) value).longValue();
        if (number < 0) {
            throw wrong(name, "is negative");
        }
        return number;
    }

    BigDecimal decimal(String name) {
        return decimal(name, present(name));
    }

    /** Levels as {@code [["price","quantity"],...]}. */
    List<PriceLevel> levels(String name) {
        if (!(present(name) instanceof JsonArray array)) {
            throw wrong(name, "is not an array");
        }
        List<PriceLevel> levels = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            levels.add(level(name + "[" + i + "]", array.getValue(i)));
        }
        return levels;
    }

    /** What {@code build} makes of the fields; where they contradict each other, the object is malformed. */
    <T> T build(Supplier<T> build) {
        try {
            return build.get();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new MalformedMarketDataException(what + ": " + e.getMessage(), e);
        }
    }

    MalformedMarketDataException wrong(String name, String complaint) {
        return wrong(name, complaint, json.getValue(name));
    }

    private PriceLevel level(String path, @Nullable Object value) {
        if (value instanceof JsonArray pair && pair.size() == 2) {
            return new PriceLevel(decimal(path + "[0]", pair.getValue(0)), decimal(path + "[1]", pair.getValue(1)));
        }
        throw wrong(path, "is not a pair of price and quantity", value);
    }

    private BigDecimal decimal(String path, @Nullable Object value) {
        if (!(value instanceof String text)) {
            throw wrong(path, "is not a decimal in quotes", value);
        }
        try {
            return WireDecimal.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(path, String.valueOf(e.getMessage()), value);
        }
    }

    private Object present(String name) {
        Object value = json.getValue(name);
        if (value == null) {
            throw new MalformedMarketDataException(what + ": field " + name + " is missing");
        }
        return value;
    }

    private MalformedMarketDataException wrong(String path, String complaint, @Nullable Object value) {
        return new MalformedMarketDataException(what + ": field " + path + " " + complaint + ": " + shown(value));
    }

    /** The beginning of the value as JSON, which keeps it on one line. */
    private static String shown(@Nullable Object value) {
        String text = Json.encode(value);
        return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "...";
    }
}
