package io.sluice.aggregate;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keys with the value that waits for each, in the order in which they got their first one. A key that was polled is remembered
 * for a while, so that it costs no garbage when it comes again; and one that waits alone, as it does when downstream is in step, is not
 * even looked up.
 *
 * <p>Invariants: each entry but {@code sole} is in {@code entries}, and either waits, with a value, or rests, without. There are no
 * more than {@link #MAX_RESTING} that rest. While {@code sole} has a value nothing else waits.
 *
 * <p>Threading: confined to whoever owns it.
 */
final class DirtyKeys<T> {

    /** Keys that are remembered: more than most feeds have, and some 100 KB. */
    static final int MAX_RESTING = 1_024;

    private final Map<Object, Entry<T>> entries = new HashMap<>();
    private final Chain<T> waiting = new Chain<>();
    private final Chain<T> resting = new Chain<>();
    private final Entry<T> sole = new Entry<>();
    /** One that was forgotten, to be used again. */
    private @Nullable Entry<T> spare;

    /** A key, and its value if it waits. */
    static final class Entry<T> {
        private @Nullable Object key;
        private @Nullable T value;
        private @Nullable Entry<T> before;
        private @Nullable Entry<T> after;

        /** What waits, or null if the key rests. */
        @Nullable
        T value() {
            return value;
        }

        /** Takes {@code newer} in place of the value; the key keeps its turn. */
        void replace(T newer) {
            if (value != null) { // else it was polled meanwhile, by a function of the user
                value = newer;
            }
        }
    }

    /** Entries in order, linked themselves. */
    private static final class Chain<T> {
        private @Nullable Entry<T> first;
        private @Nullable Entry<T> last;
        private int size;

        void add(Entry<T> entry) {
            entry.before = last;
            entry.after = null;
            if (last == null) {
                first = entry;
            } else {
                last.after = entry;
            }
            last = entry;
            size++;
        }

        void remove(Entry<T> entry) {
            if (entry.before == null) {
                first = entry.after;
            } else {
                entry.before.after = entry.after;
            }
            if (entry.after == null) {
                last = entry.before;
            } else {
                entry.after.before = entry.before;
            }
            size--;
        }

        void clear() {
            first = null;
            last = null;
            size = 0;
        }
    }

    /** How many wait. */
    int size() {
        return sole.value == null ? waiting.size : 1;
    }

    /** What is known of a key: its entry, which waits or rests, or null. To be asked before {@link #add}. */
    @Nullable
    Entry<T> get(Object key) {
        if (sole.value != null && sole.key != null) {
            if (sole.key.equals(key)) {
                return sole;
            }
            enqueue(entries.get(sole.key), sole.key, sole.value);
            forgetSole();
        }
        return waiting.size == 0 ? null : entries.get(key);
    }

    /** Puts a key that does not wait behind all that do; {@code known} is what {@link #get} has said of it. */
    void add(@Nullable Entry<T> known, Object key, T value) {
        if (waiting.size == 0) {
            sole.key = key;
            sole.value = value;
        } else {
            enqueue(known, key, value);
        }
    }

    private void enqueue(@Nullable Entry<T> known, Object key, T value) {
        Entry<T> entry = known;
        if (entry == null) {
            entry = spare == null ? new Entry<>() : spare;
            spare = null;
            entry.key = key;
            entries.put(key, entry);
        } else {
            resting.remove(entry);
        }
        entry.value = value;
        waiting.add(entry);
    }

    /** Takes the value of the key that waits longest, or returns null if none does. */
    @Nullable
    T poll() {
        T value = sole.value;
        if (value != null) {
            forgetSole();
            return value;
        }
        Entry<T> entry = waiting.first;
        if (entry == null) {
            return null;
        }
        waiting.remove(entry);
        value = entry.value;
        entry.value = null;
        if (resting.size == MAX_RESTING && resting.first != null) {
            forget(resting.first);
        }
        resting.add(entry);
        return value;
    }

    /** Forgets all of it. */
    void clear() {
        forgetSole();
        entries.clear();
        waiting.clear();
        resting.clear();
    }

    private void forgetSole() {
        sole.key = null;
        sole.value = null;
    }

    private void forget(Entry<T> entry) {
        resting.remove(entry);
        if (entry.key != null) {
            entries.remove(entry.key);
        }
        entry.key = null;
        spare = entry;
    }
}
