package io.sluice.aggregate;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/** A stage that passes demand and values on as they are: none waits, since none comes unasked for. */
abstract class PassingStage<T> extends Stage<T, T> {

    private @Nullable T value;

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
        if (demand() == 0) {
            throw new OverflowException("the source emitted more than it was asked for");
        }
        value = next;
    }

    @Override
    @Nullable
    T poll() {
        T next = value;
        if (next != null) {
            value = null;
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
    }
}
