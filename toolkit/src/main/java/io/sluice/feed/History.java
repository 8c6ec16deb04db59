package io.sluice.feed;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest values of a topic, at consecutive offsets, within the bounds of its {@link Retention} and of the node's {@link
 * HistoryBudget}. Takes no room until there is a value, and none again when the last has gone.
 *
 * <p>Threading: guarded by the caller.
 *
 * @param <V> type of the values
 */
final class History<V> {

    private static final int INITIAL = 4;

    private final Retention retention;
    private final HistoryBudget budget;

    // In circles of a power of two.
    private @Nullable Object[] values = {};
    private int[] sizes = {};
    private long[] times = {};

    /** Offset of the last value that is not here any more. */
    private long base;
    /** Offset of the last value. */
    private long head;

    private long bytes;

    History(Retention retention, HistoryBudget budget, long base) {
        this.retention = retention;
        this.budget = budget;
        this.base = base;
        this.head = base;
    }

    /** Offset of the last value that is not here any more: all after it are. */
    long base() {
        return base;
    }

    /** Offset of the last value. */
    long head() {
        return head;
    }

    long bytes() {
        return bytes;
    }

    /** Adds {@code value} at the next offset; those that are beyond a bound go, perhaps this one too. */
    void add(V value, int size, long now) {
        if (head - base == values.length) {
            grow();
        }
        head++;
        int place = place(head);
        values[place] = value;
        sizes[place] = size;
        times[place] = now;
        bytes += size;
        budget.add(size);
        while (base < head && (head - base > retention.count() || bytes > retention.bytes() || budget.isExceeded())) {
            removeOldest();
        }
        expire(now);
    }

    /** Removes what is too old. */
    void expire(long now) {
        long maxAge = retention.age().toMillis();
        while (base < head && now - times[place(base + 1)] > maxAge) {
            removeOldest();
        }
        if (base == head) {
            values = new Object[0];
            sizes = new int[0];
            times = new long[0];
        }
    }

    /** The value at {@code offset}, which is above the base and not above the head. */
    @SuppressWarnings("unchecked") // only values of V are added
    V get(long offset) {
        return (V) Objects.requireNonNull(values[place(offset)]);
    }

    /** Gives back all it takes of the budget. */
    void clear() {
        while (base < head) {
            removeOldest();
        }
    }

    private void removeOldest() {
        base++;
        int place = place(base);
        values[place] = null;
        bytes -= sizes[place];
        budget.add(-sizes[place]);
    }

    private int place(long offset) {
        return (int) (offset & (values.length - 1));
    }

    private void grow() {
        int capacity = Math.max(INITIAL, values.length * 2);
        @Nullable Object[] newValues = Arrays.copyOf(new Object[0], capacity);
        int[] newSizes = new int[capacity];
        long[] newTimes = new long[capacity];
        for (long offset = base + 1; offset <= head; offset++) {
            int from = place(offset);
            int to = (int) (offset & (capacity - 1));
            newValues[to] = values[from];
            newSizes[to] = sizes[from];
            newTimes[to] = times[from];
        }
        values = newValues;
        sizes = newSizes;
        times = newTimes;
    }
}
