package io.sluice.fanout;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one value per key, in the order in which the keys became dirty. A hot key keeps its place while it is merged, so it
 * neither overtakes the others nor is overtaken.
 */
final class ConflatingBacklog<T> implements Backlog<T> {

    private final Function<? super T, ?> key;
    private final BinaryOperator<T> merge;
    private final Map<Object, T> dirty = new LinkedHashMap<>();

    ConflatingBacklog(Function<? super T, ?> key, BinaryOperator<T> merge) {
        this.key = key;
        this.merge = merge;
    }

    @Override
    public Outcome offer(T value) {
        Object k = Objects.requireNonNull(key.apply(value), "the key function returned null");
        T older = dirty.get(k);
        if (older == null) {
            dirty.put(k, value);
            return Outcome.QUEUED;
        }
        dirty.put(k, Objects.requireNonNull(merge.apply(older, value), "the merge function returned null"));
        return Outcome.CONFLATED;
    }

    @Override
    public @Nullable T poll() {
        Iterator<T> oldest = dirty.values().iterator();
        if (!oldest.hasNext()) {
            return null;
        }
        T value = oldest.next();
        oldest.remove();
        return value;
    }

    @Override
    public int size() {
        return dirty.size();
    }
}
