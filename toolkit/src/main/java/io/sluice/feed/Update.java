package io.sluice.feed;

import io.sluice.message.Message;
import org.jspecify.annotations.Nullable;

/**
 * A value of a topic, as a subscriber gets it.
 *
 * @param position where it was published: at {@code position.offset()}
 * @param key of the state that it is the new value of, or null
 * @param value null if the key was deleted
 * @param payload as it was encoded, to be sent on as it is; null if the key was deleted. Of a value that was merged: the
 *     newer one's
 * @param count how many published values it stands for: itself, and those that were conflated into it for want of demand
 * @param first offset of the first of these. With {@link Delivery#latest} they are all from there to its own; with {@link
 *     Delivery#conflate} those of its key
 * @param <T> type of the values
 */
public record Update<T>(
        Position position,
        @Nullable String key,
        @Nullable T value,
        @Nullable Message payload,
        long count,
        long first) implements TopicEvent<T> {

    public boolean isDeletion() {
        return value == null;
    }

    /** What it counts for against a bound in bytes. */
    int size() {
        return (payload == null ? 0 : payload.size()) + (key == null ? 0 : key.length());
    }

    /** This, standing for everything from {@code offset} on. */
    Update<T> since(long offset) {
        return new Update<>(position, key, value, payload, position.offset() - offset + 1, offset);
    }

    /** {@code newer}, which takes the place of this. */
    Update<T> replacedBy(Update<T> newer) {
        return new Update<>(newer.position, newer.key, newer.value, newer.payload, count + newer.count, first);
    }
}
