package io.sluice.fanout;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one value per key, in the order in which the keys became dirty. A hot key keeps its place while it is merged, so it
 * neither overtakes the others nor is overtaken.
 */
final class ConflatingBacklog<T> implements Backlog<T> {

    private final Function<? super T, ?> key;
    private final BinaryOperator<T> merge;
    private final @Nullable ToLongFunction<? super T> weigher;
    private final Map<Object, Kept<T>> dirty = new LinkedHashMap<>();
    private long bytes;

    /** What waits of one key. */
    private static final class Kept<T> {
        T value;
        long weight;

        Kept(T value, long weight) {
            this.value = value;
            this.weight = weight;
        }
    }

    ConflatingBacklog(
            Function<? super T, ?> key, BinaryOperator<T> merge, @Nullable ToLongFunction<? super T> weigher) {
        this.key = key;
        this.merge = merge;
        this.weigher = weigher;
    }

    @Override
    public Outcome offer(T value) {
        Object k = Objects.requireNonNull(key.apply(value), "the key function returned null");
        Kept<T> kept = dirty.get(k);
        if (kept == null) {
            long weight = weight(value);
            dirty.put(k, new Kept<>(value, weight));
            bytes += weight;
            return Outcome.QUEUED;
        }
        T merged = Objects.requireNonNull(merge.apply(kept.value, value), "the merge function returned null");
        long weight = weight(merged);
        bytes += weight - kept.weight;
        kept.value = merged;
        kept.weight = weight;
        return Outcome.CONFLATED;
    }

    @Override
    public @Nullable T poll() {
        Iterator<Kept<T>> oldest = dirty.values().iterator();
        if (!oldest.hasNext()) {
            return null;
        }
        Kept<T> kept = oldest.next();
        oldest.remove();
        bytes -= kept.weight;
        return kept.value;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    private long weight(T value) {
        return weigher == null ? 0 : Weight.of(value, weigher);
    }

    @Override
    public int size() {
        return dirty.size();
    }
}
