package io.sluice.aggregate;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * One subscription to {@link ThrottleMerge}. A bucket is kept as the time at which it will be full again (GCRA, ITU-T I.371):
 * no bucket needs to be filled, and one that is full need not be kept.
 *
 * <p>Invariant: each bucket is in {@code buckets}, and either in {@code waiting}, if it has a value, by when that may go, or else in
 * {@code resting}, by when it is full.
 * If one waits, either {@code due} is set, or the alarm is, for the first of them or earlier.
 */
final class Throttled<T> extends Stage<T, T> {

    private final ThrottleMerge<T> options;
    private final Alarm alarm;
    /** How long before it is full a bucket has its first token. */
    private final long head;

    private final Map<Object, Bucket<T>> buckets = new HashMap<>();
    private final BucketHeap<T> waiting = new BucketHeap<>();
    private final BucketHeap<T> resting = new BucketHeap<>();
    private long turns;
    /** Whether the first that waits may be due. If not, the alarm is set for it: nobody need read the clock. */
    private boolean due;

    Throttled(Subscriber<? super T> downstream, ThrottleMerge<T> options) {
        super(downstream, Long.MAX_VALUE, options.eagerErrors);
        this.options = options;
        this.alarm = new Alarm(this, options.scheduler, () -> due = true);
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
        if (bucket.at <= now) {
            due = true;
        } else if (!due && waiting.first() == bucket) {
            alarm.set(now, bucket.at - now);
        }
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
                Bucket<T> full = resting.first();
                resting.remove(full);
                buckets.remove(full.key);
            }
            if (buckets.size() >= options.maxKeys) {
                return null;
            }
        }
        Bucket<T> bucket = new Bucket<>(key, now);
        buckets.put(key, bucket);
        return bucket;
    }

    private void put(Bucket<T> bucket, BucketHeap<T> heap, long at) {
        bucket.at = at;
        bucket.turn = turns++;
        heap.add(bucket);
    }

    @Override
    void refused(T value) {
        Drops.report(options.onDropped, value, DropReason.ENDED);
    }

    @Override
    @Nullable
    T poll() {
        if (!due || waiting.isEmpty()) {
            return null;
        }
        long now = alarm.now();
        Bucket<T> bucket = waiting.first();
        if (bucket.at > now) {
            due = false;
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
        while (!waiting.isEmpty()) {
            Bucket<T> bucket = waiting.first();
            waiting.remove(bucket);
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
