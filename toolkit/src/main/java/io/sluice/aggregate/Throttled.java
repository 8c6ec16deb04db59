package io.sluice.aggregate;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * One subscription to {@link ThrottleMerge}. A bucket is kept as the time at which it will be full again (GCRA, ITU-T I.371):
 * no bucket needs to be filled, and one that is full need not be kept.
 *
 * <p>Invariant: each bucket is in {@code buckets}, and either in {@code waiting}, if it has a value, by when that may go, or else in
 * {@code resting}, by when it is full.
 */
final class Throttled<T> extends Stage<T, T> {

    /** The bucket of a key. */
    private static final class Bucket<T> {
        private final Object key;
        private @Nullable T value;
        private long fullAt;
        /** Its place in the set it is in; changed only while it is in none. */
        private long at;

        private long turn;

        Bucket(Object key, long now) {
            this.key = key;
            this.fullAt = now;
        }
    }

    private static final Comparator<Bucket<?>> ORDER =
            Comparator.<Bucket<?>>comparingLong(bucket -> bucket.at).thenComparingLong(bucket -> bucket.turn);

    private final ThrottleMerge<T> options;
    private final Alarm alarm;
    /** How long before it is full a bucket has its first token. */
    private final long head;

    private final Map<Object, Bucket<T>> buckets = new HashMap<>();
    private final TreeSet<Bucket<T>> waiting = new TreeSet<>(ORDER);
    private final TreeSet<Bucket<T>> resting = new TreeSet<>(ORDER);
    private long turns;

    Throttled(Subscriber<? super T> downstream, ThrottleMerge<T> options) {
        super(downstream, Long.MAX_VALUE, options.eagerErrors);
        this.options = options;
        this.alarm = new Alarm(this, options.scheduler, () -> {});
        this.head = options.nanosOf(options.burst - 1);
    }

    @Override
    void accept(T value) {
        Object key = Objects.requireNonNull(options.key.apply(value), "key must not return null");
        if (isOver()) { // the function has cancelled
            return;
        }
        Bucket<T> bucket = buckets.get(key);
        if (bucket != null && bucket.value != null) {
            conflate(bucket, bucket.value, value);
            return;
        }
        long now = alarm.now();
        if (bucket != null) {
            resting.remove(bucket);
        } else {
            bucket = newBucket(key, now);
        }
        if (bucket == null) {
            fail(new OverflowException("more than " + options.maxKeys + " keys"));
            Drops.report(options.onDropped, value, DropReason.TOO_MANY_KEYS);
            return;
        }
        bucket.value = value;
        put(bucket, waiting, Math.max(now, bucket.fullAt - head));
    }

    private void conflate(Bucket<T> bucket, T before, T value) {
        if (options.merge == null) {
            bucket.value = value;
            Drops.report(options.onDropped, before, DropReason.CONFLATED);
            return;
        }
        T merged = Objects.requireNonNull(options.merge.apply(before, value), "merge must not return null");
        if (!isOver()) {
            bucket.value = merged;
        }
    }

    /** A full bucket for a key that has none, or null if there are too many. */
    private @Nullable Bucket<T> newBucket(Object key, long now) {
        if (buckets.size() >= options.maxKeys) {
            while (!resting.isEmpty() && resting.first().fullAt <= now) {
                buckets.remove(Objects.requireNonNull(resting.pollFirst()).key);
            }
            if (buckets.size() >= options.maxKeys) {
                return null;
            }
        }
        Bucket<T> bucket = new Bucket<>(key, now);
        buckets.put(key, bucket);
        return bucket;
    }

    private void put(Bucket<T> bucket, SortedSet<Bucket<T>> set, long at) {
        bucket.at = at;
        bucket.turn = turns++;
        set.add(bucket);
    }

    @Override
    @Nullable
    T poll() {
        if (waiting.isEmpty()) {
            return null;
        }
        long now = alarm.now();
        Bucket<T> bucket = waiting.first();
        if (bucket.at > now) {
            alarm.set(now, bucket.at - now);
            return null;
        }
        T value = Objects.requireNonNull(bucket.value);
        long cost = Limits.weight(options.cost.applyAsLong(value));
        if (isOver()) { // the function has cancelled
            return null;
        }
        waiting.remove(bucket);
        bucket.value = null;
        bucket.fullAt = Math.max(now, bucket.fullAt) + options.nanosOf(cost);
        put(bucket, resting, bucket.fullAt);
        return value;
    }

    @Override
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Override
    void discard(DropReason reason) {
        for (Bucket<T> bucket = waiting.pollFirst(); bucket != null; bucket = waiting.pollFirst()) {
            T value = bucket.value;
            bucket.value = null;
            if (value != null) {
                Drops.report(options.onDropped, value, reason);
            }
        }
        buckets.clear();
        resting.clear();
    }

    @Override
    void release() {
        alarm.dispose();
        super.release();
    }
}
