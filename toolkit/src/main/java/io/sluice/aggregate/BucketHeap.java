package io.sluice.aggregate;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Buckets by when their turn comes: a binary heap in which each knows its place, so that any can be taken out. Costs no objects;
 * its room grows as it must and is kept.
 *
 * <p>Threading: confined to whoever owns it.
 */
final class BucketHeap<T> {

    private @Nullable Bucket<T>[] buckets = newArray(8);
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    /** The bucket whose turn comes first; there must be one. */
    Bucket<T> first() {
        return at(0);
    }

    void add(Bucket<T> bucket) {
        if (size == buckets.length) {
            buckets = Arrays.copyOf(buckets, 2 * size);
        }
        rise(bucket, size++);
    }

    /** Takes out a bucket that is in it. */
    void remove(Bucket<T> bucket) {
        int gap = bucket.index;
        Bucket<T> mover = at(--size);
        buckets[size] = null;
        if (mover == bucket) {
            return;
        }
        if (gap > 0 && mover.isBefore(at(parent(gap)))) {
            rise(mover, gap);
        } else {
            sink(mover, gap);
        }
    }

    void clear() {
        Arrays.fill(buckets, 0, size, null);
        size = 0;
    }

    private void rise(Bucket<T> bucket, int from) {
        int index = from;
        while (index > 0 && bucket.isBefore(at(parent(index)))) {
            put(at(parent(index)), index);
            index = parent(index);
        }
        put(bucket, index);
    }

    private void sink(Bucket<T> bucket, int from) {
        int index = from;
        while (2 * index + 1 < size) {
            int child = 2 * index + 1;
            if (child + 1 < size && at(child + 1).isBefore(at(child))) {
                child++;
            }
            if (!at(child).isBefore(bucket)) {
                break;
            }
            put(at(child), index);
            index = child;
        }
        put(bucket, index);
    }

    private void put(Bucket<T> bucket, int index) {
        buckets[index] = bucket;
        bucket.index = index;
    }

    private Bucket<T> at(int index) {
        return Objects.requireNonNull(buckets[index]);
    }

    private static int parent(int index) {
        return (index - 1) >> 1;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // only buckets of T are put in
    private static <T> @Nullable Bucket<T>[] newArray(int length) {
        return new Bucket[length];
    }
}
