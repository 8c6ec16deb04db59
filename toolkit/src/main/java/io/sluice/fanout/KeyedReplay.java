package io.sluice.fanout;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Replays the last value of each key. Joiners between two values share one list. */
final class KeyedReplay<T> implements Replay<T> {

    private final Function<? super T, ?> key;
    private final int maxKeys;
    private final Predicate<? super T> deletes;
    private final Map<Object, T> latest = new LinkedHashMap<>();
    private @Nullable List<T> snapshot;

    KeyedReplay(Function<? super T, ?> key, int maxKeys, Predicate<? super T> deletes) {
        this.deletes = Objects.requireNonNull(deletes, "deletes");
        this.key = Objects.requireNonNull(key, "key");
        if (maxKeys <= 0) {
            throw new IllegalArgumentException("maxKeys must be positive, not " + maxKeys);
        }
        this.maxKeys = maxKeys;
    }

    @Override
    public void record(T value) {
        Object k = Objects.requireNonNull(key.apply(value), "the key function returned null");
        boolean deleted = deletes.test(value);
        snapshot = null;
        // Removed first, so that the map stays in the order of the values it holds.
        boolean known = latest.remove(k) != null;
        if (deleted) {
            return;
        }
        if (!known && latest.size() == maxKeys) {
            Iterator<T> oldest = latest.values().iterator();
            oldest.next();
            oldest.remove();
        }
        latest.put(k, value);
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
