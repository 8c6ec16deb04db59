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
 * @param <T> type of the values
 */
public record Update<T>(
        Position position,
        @Nullable String key,
        @Nullable T value,
        @Nullable Message payload,
        long count) implements TopicEvent<T> {

    public boolean isDeletion() {
        return value == null;
    }

    /** What it counts for against a bound in bytes. */
    int size() {
        return (payload == null ? 0 : payload.size()) + (key == null ? 0 : key.length());
    }

    Update<T> withCount(long n) {
        return n == count ? this : new Update<>(position, key, value, payload, n);
    }

    /** {@code newer}, which takes the place of this. */
    Update<T> replacedBy(Update<T> newer) {
        return newer.withCount(count + newer.count);
    }
}
