package io.sluice.aggregate;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys with the value that waits for each, in the order in which they got their first one. Entries are used again, so that a
 * key that comes and goes costs no garbage beyond its place in the map.
 *
 * <p>Threading: confined to whoever owns it.
 */
final class DirtyKeys<T> {

    /** Entries kept for use again; more than wait at a time are rarely needed. */
    private static final int MAX_SPARE = 64;

    private final Map<Object, Entry<T>> entries = new HashMap<>();
    private @Nullable Entry<T> first;
    private @Nullable Entry<T> last;
    private @Nullable Entry<T> spare;
    private int spares;

    /** A key that waits. */
    static final class Entry<T> {
        private @Nullable Object key;
        private @Nullable T value;
        private @Nullable Entry<T> next;

        @SuppressWarnings("NullAway") // an entry that can be seen from outside has a value
        T value() {
            return value;
        }

        /** Takes {@code newer} in place of the value; the key keeps its turn. */
        void replace(T newer) {
            if (key != null) { // else it was polled meanwhile, by a function of the user
                value = newer;
            }
        }
    }

    int size() {
        return entries.size();
    }

    /** The entry of a key that waits, or null. */
    @Nullable
    Entry<T> get(Object key) {
        return entries.get(key);
    }

    /** Puts a key that does not wait behind all that do. */
    void add(Object key, T value) {
        Entry<T> entry = takeSpare();
        entry.key = key;
        entry.value = value;
        entries.put(key, entry);
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
    }

    /** Takes the value of the key that waits longest, or returns null if none does. */
    @Nullable
    T poll() {
        Entry<T> entry = first;
        if (entry == null) {
            return null;
        }
        first = entry.next;
        if (first == null) {
            last = null;
        }
        if (entry.key != null) {
            entries.remove(entry.key);
        }
        T value = entry.value;
        keepSpare(entry);
        return value;
    }

    private Entry<T> takeSpare() {
        Entry<T> entry = spare;
        if (entry == null) {
            return new Entry<>();
        }
        spare = entry.next;
        spares--;
        entry.next = null;
        return entry;
    }

    private void keepSpare(Entry<T> entry) {
        entry.key = null;
        entry.value = null;
        if (spares < MAX_SPARE) {
            entry.next = spare;
            spare = entry;
            spares++;
        }
    }
}
