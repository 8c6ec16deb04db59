package io.sluice.aggregate;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * A stage that passes demand and values on as they are. None comes unasked for; so values wait only while a source that emits from
 * within the request is further than the subscriber, and no more than were asked for.
 */
abstract class PassingStage<T> extends Stage<T, T> {

    private @Nullable T value;
    /** What has come after {@code value}; null as long as none did. */
    private @Nullable Ring<T> more;

    PassingStage(Subscriber<? super T> downstream) {
        super(downstream, 0, true);
    }

    /** Under the lock: a value is about to be emitted, for which the demand still counts. */
    abstract void passing();

    @Override
    void requested(long n) {
        upstream().request(n);
    }

    @Override
    void accept(T next) {
        Ring<T> behind = more;
        long waiting = value == null ? 0 : 1 + (behind == null ? 0 : behind.size());
        if (demand() <= waiting) {
            throw new OverflowException("the source emitted more than it was asked for");
        }
        if (value == null) {
            value = next;
            return;
        }
        if (behind == null) {
            behind = new Ring<>();
            more = behind;
        }
        behind.add(next, 0);
    }

    @Override
    @Nullable
    T poll() {
        T next = value;
        if (next != null) {
            Ring<T> behind = more;
            value = behind == null || behind.isEmpty() ? null : behind.take();
            passing();
        }
        return next;
    }

    @Override
    boolean isEmpty() {
        return value == null;
    }

    @Override
    void discard(DropReason reason) {
        value = null;
        more = null;
    }
}
