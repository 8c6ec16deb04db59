package io.sluice.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * The token bucket of a key, with the value that waits for its tokens.
 *
 * <p>Threading: confined to the lock of its {@link Throttled}.
 */
final class Bucket<T> {

    final Object key;

    @Nullable
    T value;

    long fullAt;

    /** When its turn in its heap comes; changed only while it is in none. */
    long at;
    /** Who was put there first goes first of those whose time is the same. */
    long turn;
    /** Its place in the heap it is in; of the heap. */
    int index;

    Bucket(Object key, long now) {
        this.key = key;
        this.fullAt = now;
    }

    boolean isBefore(Bucket<T> other) {
        return at < other.at || (at == other.at && turn < other.turn);
    }
}
