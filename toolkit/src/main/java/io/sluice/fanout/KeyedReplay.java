package io.sluice.fanout;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Replays the last value of each key. Joiners between two values share one list. */
final class KeyedReplay<T> implements Replay<T> {

    private final Function<? super T, ?> key;
    private final int maxKeys;
    private final Map<Object, T> latest = new LinkedHashMap<>();
    private @Nullable List<T> snapshot;

    KeyedReplay(Function<? super T, ?> key, int maxKeys) {
        this.key = Objects.requireNonNull(key, "key");
        if (maxKeys <= 0) {
            throw new IllegalArgumentException("maxKeys must be positive, not " + maxKeys);
        }
        this.maxKeys = maxKeys;
    }

    @Override
    public void record(T value) {
        Object k = Objects.requireNonNull(key.apply(value), "the key function returned null");
        // Removed first, so that the map stays in the order of the values it holds.
        if (latest.remove(k) == null && latest.size() == maxKeys) {
            Iterator<T> oldest = latest.values().iterator();
            oldest.next();
            oldest.remove();
        }
        latest.put(k, value);
        snapshot = null;
    }

    @Override
    public List<T> replay() {
        List<T> list = snapshot;
        if (list == null) {
            list = List.copyOf(latest.values());
            snapshot = list;
        }
        return list;
    }
}
