package io.sluice.aggregate;

import java.util.ArrayList;
import java.util.List;

/** An operator that asks ahead: what it holds and has asked for is never more than its capacity, and not much less. */
abstract class HeldModel<T, R> extends LossyModel<T, R> {

    final List<T> held = new ArrayList<>();
    private final long capacity;
    private final long refill;

    HeldModel(boolean eagerErrors, int capacity, int prefetch) {
        super(eagerErrors);
        this.capacity = capacity;
        this.refill = Stage.refill(prefetch);
    }

    @Override
    boolean isEmpty() {
        return held.isEmpty();
    }

    @Override
    long outstandingAtMost(int source) {
        return capacity - held.size();
    }

    @Override
    long outstandingAtLeast(int source) {
        return capacity - held.size() - (refill - 1);
    }
}
