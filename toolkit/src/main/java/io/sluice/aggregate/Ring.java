package io.sluice.aggregate;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue of values, each with a number beside it (a time, a weight) that costs no object. Grows as it must, never shrinks.
 *
 * <p>Threading: confined to whoever owns it.
 */
final class Ring<T> {

    private @Nullable Object[] values = new @Nullable Object[8];
    private long[] numbers = new long[8];
    private int head;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(T value, long number) {
        if (size == values.length) {
            grow();
        }
        int tail = (head + size) & (values.length - 1);
        values[tail] = value;
        numbers[tail] = number;
        size++;
    }

    /** The number of the {@code i}-th value from the head. */
    long number(int i) {
        return numbers[(head + i) & (values.length - 1)];
    }

    /** Takes the value at the head; there must be one. */
    @SuppressWarnings("unchecked") // only values of T are added
    T take() {
        T value = (T) Objects.requireNonNull(values[head], "the ring is empty");
        values[head] = null;
        head = (head + 1) & (values.length - 1);
        size--;
        return value;
    }

    private void grow() {
        int capacity = values.length;
        if (capacity == 1 << 30) {
            throw new OverflowException("more than " + capacity + " values wait");
        }
        @Nullable Object[] moreValues = Arrays.copyOfRange(values, head, head + 2 * capacity);
        long[] moreNumbers = Arrays.copyOfRange(numbers, head, head + 2 * capacity);
        System.arraycopy(values, 0, moreValues, capacity - head, head);
        System.arraycopy(numbers, 0, moreNumbers, capacity - head, head);
        values = moreValues;
        numbers = moreNumbers;
        head = 0;
    }
}
