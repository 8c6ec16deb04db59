package io.sluice.feed;

import io.sluice.message.Message;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is published to a topic, encoded.
 *
 * @param key of the state that this is the new value of, or null
 * @param payload the encoded value, shared and not copied; null deletes the key
 */
public record Entry(@Nullable String key, @Nullable Message payload) {

    public Entry {
        if (payload == null && key == null) {
            throw new IllegalArgumentException("an entry needs a payload, or the key that it deletes");
        }
    }

    /** A value without a key. */
    public static Entry of(Message payload) {
        return new Entry(null, Objects.requireNonNull(payload, "payload"));
    }

    /** The new value of {@code key}. */
    public static Entry of(String key, Message payload) {
        return new Entry(Objects.requireNonNull(key, "key"), Objects.requireNonNull(payload, "payload"));
    }

    /** Says that {@code key} exists no more. */
    public static Entry deletion(String key) {
        return new Entry(Objects.requireNonNull(key, "key"), null);
    }

    public boolean isDeletion() {
        return payload == null;
    }

    /** What this counts for against a bound in bytes: payload and key, without what the objects around them take. */
    public int size() {
        return (payload == null ? 0 : payload.size()) + (key == null ? 0 : key.length());
    }
}
