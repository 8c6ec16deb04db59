package io.sluice.feed.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of either form, without a tree: only what this protocol knows is kept, and a payload stays the bytes it is.
 *
 * <p>CBOR needs the optional dependency {@code com.fasterxml.jackson.dataformat:jackson-dataformat-cbor}; without it, it is
 * malformed.
 *
 * <p>Threading: any thread.
 *
 * <p>Memory: in proportion to the message; no deeper than two maps in each other.
 */
final class WireReader {

    private static final int DEEPEST = 2;

    private WireReader() {}

    /** The fields of {@code message}. */
    static Fields read(Message message) throws MalformedMessageException {
        byte[] bytes = message.bytes();
        boolean json = Form.of(message) == Form.JSON;
        try (JsonParser parser = (json ? JsonForm.FACTORY : CborForm.FACTORY).createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedMessageException("a message is a map");
            }
            Map<String, Object> fields = map(parser, bytes, json, 1);
            if (parser.nextToken() != null) {
                throw new MalformedMessageException("there are bytes behind the message");
            }
            return new Fields(fields);
        } catch (NoClassDefFoundError missing) {
            throw new MalformedMessageException("this side does not read CBOR");
        } catch (IOException malformed) {
            throw new MalformedMessageException(json ? "this is not JSON" : "this is not CBOR");
        }
    }

    private static Map<String, Object> map(JsonParser parser, byte[] bytes, boolean json, int depth)
            throws IOException, MalformedMessageException {
        Map<String, Object> fields = new HashMap<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_OBJECT; next = parser.nextToken()) {
            if (next != JsonToken.FIELD_NAME) {
                throw new MalformedMessageException("a message ends within a map");
            }
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(parser, name, bytes, json, depth);
            if (value == null) {
                fields.remove(name);
            } else {
                fields.put(name, value);
            }
        }
        return fields;
    }

    private static @Nullable Object value(JsonParser parser, String name, byte[] bytes, boolean json, int depth)
            throws IOException, MalformedMessageException {
        if (FieldNames.PAYLOADS.contains(name)) {
            return payload(parser, name, bytes, json);
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new MalformedMessageException("a message ends within a map");
        }
        return switch (token) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case START_OBJECT, START_ARRAY -> nested(parser, name, bytes, json, depth);
            default -> throw new MalformedMessageException(name + " has no value this protocol knows");
        };
    }

    /** An integer that is too large for any field is as one that is too large by one. */
    private static Long integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> Long.MAX_VALUE;
        };
    }

    private static @Nullable Object nested(JsonParser parser, String name, byte[] bytes, boolean json, int depth)
            throws IOException, MalformedMessageException {
        if (depth >= DEEPEST || !FieldNames.NESTED.contains(name)) {
            skip(parser);
            return true; // of a kind that no field of text or a number takes
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return map(parser, bytes, json, depth + 1);
        }
        List<Map<String, Object>> list = new ArrayList<>();
        for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
            if (next != JsonToken.START_OBJECT) {
                throw new MalformedMessageException(name + " has something else than maps in it");
            }
            list.add(map(parser, bytes, json, depth + 1));
        }
        return list;
    }

    private static void skip(JsonParser parser) throws IOException, MalformedMessageException {
        parser.skipChildren();
        JsonToken last = parser.currentToken();
        if (last == null || last.isStructStart()) {
            throw new MalformedMessageException("a message ends within a value");
        }
    }

    private static @Nullable Object payload(JsonParser parser, String name, byte[] bytes, boolean json)
            throws IOException, MalformedMessageException {
        JsonToken token = parser.currentToken();
        if (token == null || (token == JsonToken.VALUE_NULL && !(json && name.equals(FieldNames.JSON)))) {
            return null;
        }
        if (name.equals(FieldNames.BINARY)) {
            if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_EMBEDDED_OBJECT) {
                throw new MalformedMessageException("bin must be bytes");
            }
            return BinaryMessage.ofShared(parser.getBinaryValue());
        }
        if (json && name.equals(FieldNames.JSON)) {
            return embedded(parser, bytes);
        }
        if (token != JsonToken.VALUE_STRING) {
            throw new MalformedMessageException(name + " must be text");
        }
        return Message.text(parser.getText());
    }

    /** The bytes of a JSON value, as they are. */
    private static Message embedded(JsonParser parser, byte[] bytes) throws IOException, MalformedMessageException {
        JsonToken token = parser.currentToken();
        int from = (int) parser.currentTokenLocation().getByteOffset();
        if (token.isStructStart()) {
            skip(parser);
        } else if (token == JsonToken.VALUE_STRING) {
            parser.finishToken();
        } else { // its end is not known before the next one is looked at, but it is all ASCII
            return TextMessage.ofValidUtf8(parser.getText().getBytes(StandardCharsets.US_ASCII));
        }
        int to = (int) parser.currentLocation().getByteOffset();
        return TextMessage.ofValidUtf8(Arrays.copyOfRange(bytes, from, to));
    }

    /** Made when first used. */
    static final class JsonForm {

        static final JsonFactory FACTORY = JsonFactory.builder()
                .disable(JsonFactory.Feature.CHARSET_DETECTION) // text messages are UTF-8
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES) // peers choose the names
                .build();

        private JsonForm() {}
    }

    /** Made when first used, so that JSON can be read without the dependency. */
    static final class CborForm {

        static final JsonFactory FACTORY = CBORFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .build();

        private CborForm() {}
    }
}
