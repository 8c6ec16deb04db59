package io.sluice.aggregate;

import org.jspecify.annotations.Nullable;

/** An operator that asks for what it is asked for. */
abstract class PassingModel<T> extends LossyModel<T, T> {

    private @Nullable T value;

    PassingModel() {
        super(true);
    }

    abstract void passing();

    @Override
    void offer(int source, T next) {
        value = next;
    }

    @Override
    @Nullable
    T poll() {
        T next = value;
        value = null;
        if (next != null) {
            passing();
        }
        return next;
    }

    @Override
    void discard(DropReason reason) {
        value = null;
    }

    @Override
    boolean isEmpty() {
        return value == null;
    }

    @Override
    long outstandingAtMost(int source) {
        return demand;
    }

    @Override
    long outstandingAtLeast(int source) {
        return demand;
    }
}
