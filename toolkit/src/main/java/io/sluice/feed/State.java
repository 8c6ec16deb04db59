package io.sluice.feed;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of the world: the last value of each key, in the order in which those were published.
 *
 * <p>Memory: as many values as keys are allowed, whatever their size.
 *
 * <p>Threading: guarded by the caller.
 *
 * @param <V> type of the values
 */
final class State<V> {

    private final int maxKeys;
    private final Map<String, V> latest = new LinkedHashMap<>(0);
    private long forgotten;
    /** What was asked for last, until something changes: subscribers who come between two values share it. */
    private @Nullable List<V> list;

    State(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    void put(String key, V value) {
        list = null;
        // Removed first, so that the map stays in the order of the values it holds.
        latest.remove(key);
        latest.put(key, value);
        if (latest.size() > maxKeys) {
            Iterator<V> oldest = latest.values().iterator();
            oldest.next();
            oldest.remove();
            forgotten++;
        }
    }

    void delete(String key) {
        list = null;
        latest.remove(key);
    }

    void clear() {
        list = null;
        latest.clear();
    }

    boolean isEmpty() {
        return latest.isEmpty();
    }

    /** Keys that had to make room for others. */
    long forgotten() {
        return forgotten;
    }

    /** The values, in the order in which they were published. Not modified afterwards. */
    List<V> values() {
        List<V> values = list;
        if (values == null) {
            values = List.copyOf(latest.values());
            list = values;
        }
        return values;
    }
}
