package io.sluice.fanout;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every value, up to a number of them and a number of bytes. One value passes whatever its size when nothing else
 * waits: otherwise a value larger than the bound could never be delivered.
 */
final class WeighedBacklog<T> implements Backlog<T> {

    private final BoundedBacklog<Weighed<T>> queue;
    private final long maxBytes;
    private final ToLongFunction<? super T> weigher;
    private long bytes;

    WeighedBacklog(int maxMessages, long maxBytes, ToLongFunction<? super T> weigher) {
        this.queue = new BoundedBacklog<>(maxMessages);
        this.maxBytes = maxBytes;
        this.weigher = weigher;
    }

    @Override
    public Outcome offer(T value) {
        long weight = weigher.applyAsLong(value);
        if (weight < 0) {
            throw new IllegalArgumentException("the weigher returned " + weight + ": a weight must not be negative");
        }
        if (queue.size() > 0 && weight > maxBytes - bytes) {
            return Outcome.OVERFLOW;
        }
        Outcome outcome = queue.offer(new Weighed<>(value, weight));
        if (outcome == Outcome.QUEUED) {
            bytes += weight;
        }
        return outcome;
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

    @Override
    public void clear() {
        queue.clear();
        bytes = 0;
    }

    @Override
    public String bound() {
        return queue.bound() + " or " + maxBytes + " bytes";
    }

    private record Weighed<T>(T value, long weight) {}
}
