package io.sluice.fanout;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last value of each key, in the order of their positions. An update takes the key's older value out of the log and adds
 * the new one at its end, so the values from a cursor on are what a reader that stands there has yet to get, each key once.
 *
 * <p>A dead place costs a reader a step; the log is compacted before they outnumber the living.
 *
 * <p>Threading: confined to its shard's drain, but for {@link #countFrom} and {@link #bytesFrom}, which any thread may call and
 * which are exact while nothing is under way.
 */
final class KeyedLog<T> {

    /** The last value of a key. */
    static final class Entry<T> {
        final Object key;
        T value;
        long position;
        long bytes;
        int index;

        Entry(Object key, T value) {
            this.key = key;
            this.value = value;
        }
    }

    private static final int INITIAL = 16;

    private final Map<Object, Entry<T>> entries = new HashMap<>();
    private @Nullable Entry<T>[] log = newLog(INITIAL);
    /** Positions of the entries, ascending; of dead ones too, so that it can be searched. */
    private long[] positions = new long[INITIAL];

    private int size;
    private long bytes;

    /** Number of keys. */
    int keys() {
        return entries.size();
    }

    /** Sum of the weights of their values. */
    long bytes() {
        return bytes;
    }

    void put(long position, Object key, T value, long weight) {
        Entry<T> entry = entries.get(key);
        if (entry == null) {
            entry = new Entry<>(key, value);
            entries.put(key, entry);
        } else {
            entry.value = value;
            log[entry.index] = null;
            bytes -= entry.bytes;
        }
        entry.bytes = weight;
        bytes += weight;
        if (size == log.length) {
            compact();
        }
        entry.position = position;
        entry.index = size;
        positions[size] = position;
        log[size++] = entry;
    }

    /** The first entry at {@code cursor} or later, or null. */
    @Nullable
    Entry<T> next(long cursor) {
        for (int i = find(cursor); i < size; i++) {
            Entry<T> entry = log[i];
            if (entry != null) {
                return entry;
            }
        }
        return null;
    }

    /** Number of entries at {@code cursor} or later. */
    int countFrom(long cursor) {
        return (int) sumFrom(cursor, false);
    }

    /** Sum of the weights of the entries at {@code cursor} or later. */
    long bytesFrom(long cursor) {
        return sumFrom(cursor, true);
    }

    private long sumFrom(long cursor, boolean ofBytes) {
        @Nullable Entry<T>[] now = log;
        long sum = 0;
        for (int i = Math.min(size, now.length) - 1; i >= 0; i--) {
            Entry<T> entry = now[i];
            if (entry != null) {
                if (entry.position < cursor) {
                    break;
                }
                sum += ofBytes ? entry.bytes : 1;
            }
        }
        return sum;
    }

    /** Forgets the keys whose last value comes before {@code cursor}. */
    void forgetBefore(long cursor) {
        int end = find(cursor);
        for (int i = 0; i < end; i++) {
            Entry<T> entry = log[i];
            if (entry != null) {
                entries.remove(entry.key);
                log[i] = null;
                bytes -= entry.bytes;
            }
        }
    }

    void clear() {
        entries.clear();
        size = 0;
        bytes = 0;
        log = newLog(INITIAL);
        positions = new long[INITIAL];
    }

    private int find(long cursor) {
        int found = Arrays.binarySearch(positions, 0, size, cursor);
        return found >= 0 ? found : -found - 1;
    }

    private void compact() {
        int capacity = entries.size() > log.length / 2 ? log.length * 2 : log.length;
        @Nullable Entry<T>[] to = newLog(capacity);
        long[] at = new long[capacity];
        int n = 0;
        for (int i = 0; i < size; i++) {
            Entry<T> entry = log[i];
            if (entry != null) {
                entry.index = n;
                at[n] = entry.position;
                to[n++] = entry;
            }
        }
        log = to;
        positions = at;
        size = n;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of entries cannot be created otherwise
    private static <T> @Nullable Entry<T>[] newLog(int capacity) {
        return new Entry[capacity];
    }
}
