package io.sluice.fanout;

import java.util.ArrayDeque;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Keeps the first values of a lag, up to a number and a size; those that come while it is full are dropped. */
final class DropNewestBacklog<T> implements Backlog<T> {

    private final ArrayDeque<Weighed<T>> queue = new ArrayDeque<>(4);
    private final int maxMessages;
    private final long maxBytes;
    private final @Nullable ToLongFunction<? super T> weigher;
    private long bytes;

    private record Weighed<T>(T value, long weight) {}

    DropNewestBacklog(int maxMessages, long maxBytes, @Nullable ToLongFunction<? super T> weigher) {
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
        this.weigher = weigher;
    }

    @Override
    public Outcome offer(T value) {
        long weight = weight(value);
        if (queue.size() >= maxMessages || (!queue.isEmpty() && weight > maxBytes - bytes)) {
            return Outcome.DROPPED;
        }
        queue.add(new Weighed<>(value, weight));
        bytes += weight;
        return Outcome.QUEUED;
    }

    @Override
    public @Nullable T poll() {
        Weighed<T> next = queue.poll();
        if (next == null) {
            return null;
        }
        bytes -= next.weight;
        return next.value;
    }

    @Override
    public int size() {
        return queue.size();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    private long weight(T value) {
        return weigher == null ? 0 : Weight.of(value, weigher);
    }
}
