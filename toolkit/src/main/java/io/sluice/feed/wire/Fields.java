package io.sluice.feed.wire;

import io.sluice.message.Message;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one message that was read, by name: a {@link Long}, {@link Double}, {@link Boolean}, {@link String}, map of
 * fields, list of maps, or the {@link Message} that is a payload.
 */
record Fields(Map<String, Object> values) {

    /** Integers beyond this are not the same in every language (RFC 8259 section 6). */
    static final long MAX_INTEGER = (1L << 53) - 1;

    static final long MAX_ID = Integer.MAX_VALUE;

    boolean has(String name) {
        return values.containsKey(name);
    }

    String type() throws MalformedMessageException {
        return text("type");
    }

    int id() throws MalformedMessageException {
        return (int) integer("id", 1, MAX_ID);
    }

    String text(String name) throws MalformedMessageException {
        String text = optionalText(name);
        if (text == null) {
            throw new MalformedMessageException(name + " is missing");
        }
        return text;
    }

    @Nullable
    String optionalText(String name) throws MalformedMessageException {
        Object value = values.get(name);
        if (value != null && !(value instanceof String)) {
            throw new MalformedMessageException(name + " must be text");
        }
        return (String) value;
    }

    long offset(String name) throws MalformedMessageException {
        return integer(name, 0, MAX_INTEGER);
    }

    long integer(String name, long least, long most) throws MalformedMessageException {
        if (!has(name)) {
            throw new MalformedMessageException(name + " is missing");
        }
        return integer(name, least, most, 0);
    }

    /** {@code absent}, if there is none. */
    long integer(String name, long least, long most, long absent) throws MalformedMessageException {
        Object value = values.get(name);
        if (value == null) {
            return absent;
        }
        if (!(value instanceof Long number) || number < least || number > most) {
            throw new MalformedMessageException(name + " must be an integer from " + least + " to " + most);
        }
        return number;
    }

    double number(String name, double absent) throws MalformedMessageException {
        Object value = values.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new MalformedMessageException(name + " must be a number");
    }

    boolean flag(String name) throws MalformedMessageException {
        Object value = values.get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw new MalformedMessageException(name + " must be true or false");
        }
        return value != null && (Boolean) value;
    }

    /** See {@link Epochs}. */
    long epoch(String name) throws MalformedMessageException {
        return Epochs.read(text(name));
    }

    @SuppressWarnings("unchecked") // the reader makes no other maps
    Fields map(String name) throws MalformedMessageException {
        if (values.get(name) instanceof Map<?, ?> map) {
            return new Fields((Map<String, Object>) map);
        }
        throw new MalformedMessageException(name + " must be a map");
    }

    @SuppressWarnings("unchecked") // the reader makes no other lists
    List<Fields> list(String name) throws MalformedMessageException {
        if (values.get(name) instanceof List<?> list) {
            return ((List<Map<String, Object>>) list).stream().map(Fields::new).toList();
        }
        throw new MalformedMessageException(name + " must be a list");
    }

    /** What was published; null if it was a deletion. */
    @Nullable
    Message payload() throws MalformedMessageException {
        for (String name : FieldNames.PAYLOADS) {
            if (values.get(name) instanceof Message payload) {
                return payload;
            }
        }
        if (flag(FieldNames.DELETED)) {
            return null;
        }
        throw new MalformedMessageException("there is no payload");
    }
}
