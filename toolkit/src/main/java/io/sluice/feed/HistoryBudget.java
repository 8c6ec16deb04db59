package io.sluice.feed;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes that the histories of all topics together may take. Who writes pays: a topic that publishes while the budget is
 * exceeded drops its own oldest values, and those of a topic that is quiet go when they are too old.
 *
 * <p>Threading: any thread.
 */
public final class HistoryBudget {

    private final long maxBytes;
    private final AtomicLong used = new AtomicLong();

    /**
     * A budget of which nothing is used.
     *
     * @param maxBytes at least 0; payloads and keys count, the objects around them do not
     */
    public HistoryBudget(long maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must not be negative, but is " + maxBytes);
        }
        this.maxBytes = maxBytes;
    }

    /** Bytes that are kept. */
    public long used() {
        return used.get();
    }

    void add(long bytes) {
        used.addAndGet(bytes);
    }

    boolean isExceeded() {
        return used.get() > maxBytes;
    }
}
