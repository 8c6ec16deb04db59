package io.sluice.fanout;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values at the positions from {@link #begin} to {@link #end}, in a circle of arrays that grows as needed, with running
 * sums of their weights: how many and how many bytes lie between two positions is one subtraction.
 *
 * <p>Threading: confined to its shard's drain; {@link #bytesFrom} may be called by any thread and is exact while nothing is
 * under way.
 */
final class Ring<T> {

    private static final int INITIAL = 16;
    private static final Object[] NO_VALUES = {};
    private static final long[] NO_SUMS = {};

    private final boolean weighs;
    private @Nullable Object[] values = NO_VALUES;
    /** Bytes before the value in the same place. */
    private long[] sums = NO_SUMS;

    private long begin;
    private long end;
    private long total;

    Ring(boolean weighs) {
        this.weighs = weighs;
    }

    long begin() {
        return begin;
    }

    long end() {
        return end;
    }

    /** Adds the value at {@code position}, right after the last, or as the first. */
    void add(long position, T value, long bytes) {
        if (begin == end) {
            begin = position;
            end = position;
        }
        if (end - begin == values.length) {
            grow();
        }
        int place = place(end);
        values[place] = value;
        if (weighs) {
            sums[place] = total;
            total += bytes;
        }
        end++;
    }

    @SuppressWarnings("unchecked") // only values of T are added
    T get(long position) {
        return (T) Objects.requireNonNull(values[place(position)]);
    }

    /** Bytes of the values from {@code position} to the end. */
    long bytesFrom(long position) {
        long[] now = sums;
        return position >= end || now.length == 0 ? 0 : total - now[(int) (position & (now.length - 1))];
    }

    /** Running sum of the weights of all values before {@code position}, of those that were ever added. */
    long sumAt(long position) {
        return position >= end || !weighs ? total : sums[place(position)];
    }

    void removeFirst() {
        values[place(begin)] = null;
        begin++;
    }

    void clear() {
        begin = end;
        values = NO_VALUES;
        sums = NO_SUMS;
    }

    private int place(long position) {
        return (int) (position & (values.length - 1));
    }

    private void grow() {
        int capacity = Math.max(INITIAL, values.length * 2);
        @Nullable Object[] newValues = Arrays.copyOf(NO_VALUES, capacity);
        long[] newSums = weighs ? new long[capacity] : NO_SUMS;
        for (long position = begin; position < end; position++) {
            int to = (int) (position & (capacity - 1));
            newValues[to] = values[place(position)];
            if (weighs) {
                newSums[to] = sums[place(position)];
            }
        }
        values = newValues;
        sums = newSums;
    }
}
