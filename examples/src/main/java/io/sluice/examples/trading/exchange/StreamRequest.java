package io.sluice.examples.trading.exchange;

import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for on its stream connection: {@code {"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}}.
 *
 * @param id sent back with the answer, and otherwise the client's own business
 */
record StreamRequest(
        Method method, List<String> streams, @Nullable Object id) {

    enum Method {
        SUBSCRIBE,
        UNSUBSCRIBE,
        LIST_SUBSCRIPTIONS
    }

    /** More than the name of any stream there is, and not enough to fill the memory with. */
    private static final Pattern STREAM = Pattern.compile("[A-Za-z0-9_@!+.:-]{1,64}");

    private static final int MAX_ID_LENGTH = 36;

    /**
     * A request that is not understood. It is answered in the form Binance uses today, {@code {"error":{"code":2,"msg":"Invalid
     * request: ..."},"id":1}}: code 3 for what is not JSON, code 2 for any other; {@code id} is null where it could not be read.
     * The connection stays.
     */
    static final class Malformed extends Exception {

        private static final long serialVersionUID = 1L;

        private final int code;
        private final String reason;
        private final transient @Nullable Object id;

        Malformed(int code, String reason, @Nullable Object id) {
            super(reason, null, false, false);
            this.code = code;
            this.reason = reason;
            this.id = id;
        }

        String answer() {
            JsonObject error = new JsonObject().put("code", code).put("msg", reason);
            return new JsonObject().put("error", error).put("id", id).encode();
        }
    }

    static StreamRequest parse(Message message) throws Malformed {
        JsonObject json = object(message);
        Object id = id(json.getValue("id"));
        Method method = method(json.getValue("method"), id);
        List<String> streams = method == Method.LIST_SUBSCRIPTIONS ? List.of() : streams(json.getValue("params"), id);
        return new StreamRequest(method, streams, id);
    }

    /** Whether something may be the name of a stream, whether or not there is one of that name. */
    static boolean isStreamName(String name) {
        return STREAM.matcher(name).matches();
    }

    /** The answer to a request that was carried out. */
    String answer(@Nullable JsonArray result) {
        return new JsonObject().put("result", result).put("id", id).encode();
    }

    Malformed refused(String reason) {
        return invalid(reason, id);
    }

    private static JsonObject object(Message message) throws Malformed {
        try {
            if (message instanceof TextMessage text) {
                return new JsonObject(text.text());
            }
        } catch (DecodeException | ClassCastException e) {
            // Falls through to the one answer for all that is not an object.
        }
        throw new Malformed(3, "Invalid JSON: expected an object", null);
    }

    private static @Nullable Object id(@Nullable Object id) throws Malformed {
        boolean usable = id == null
                || id instanceof Integer
                || id instanceof Long
                || (id instanceof String text && text.length() <= MAX_ID_LENGTH);
        if (!usable) {
            throw invalid("request ID must be an integer, a string of at most " + MAX_ID_LENGTH + " or null", null);
        }
        return id;
    }

    private static Method method(@Nullable Object name, @Nullable Object id) throws Malformed {
        for (Method method : Method.values()) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        if (name == null) {
            throw invalid("missing field `method`", id);
        }
        throw invalid("unknown variant, expected one of `SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`", id);
    }

    private static List<String> streams(@Nullable Object params, @Nullable Object id) throws Malformed {
        if (!(params instanceof JsonArray array) || array.isEmpty()) {
            throw invalid("params must be an array of at least one stream", id);
        }
        List<String> streams = new ArrayList<>(array.size());
        for (Object param : array) {
            if (!(param instanceof String name) || !isStreamName(name)) {
                throw invalid("invalid stream", id);
            }
            streams.add(name);
        }
        return streams;
    }

    private static Malformed invalid(String reason, @Nullable Object id) {
        return new Malformed(2, "Invalid request: " + reason, id);
    }
}
