package io.sluice.fanout;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Keeps every value, up to a number of them. Memory taken during a lag is given back once the member has caught up. */
final class BoundedBacklog<T> implements Backlog<T> {

    /** A queue that held more than this is not kept once it is empty. */
    private static final int KEEP = 64;

    private final long maxMessages;
    private ArrayDeque<T> queue = new ArrayDeque<>(0);
    private boolean grown;

    BoundedBacklog(long maxMessages) {
        this.maxMessages = maxMessages;
    }

    @Override
    public Outcome offer(T value) {
        if (queue.size() >= maxMessages) {
            return Outcome.OVERFLOW;
        }
        queue.add(value);
        grown |= queue.size() > KEEP;
        return Outcome.QUEUED;
    }

    @Override
    public @Nullable T poll() {
        T value = queue.poll();
        if (grown && queue.isEmpty()) {
            clear();
        }
        return value;
    }

    @Override
    public int size() {
        return queue.size();
    }

    @Override
    public void clear() {
        queue = new ArrayDeque<>(0);
        grown = false;
    }

    @Override
    public String bound() {
        return maxMessages + " messages waiting";
    }
}
