package io.sluice.aggregate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An operator that emits what waits in order. */
abstract class FifoModel<T, R> extends LossyModel<T, R> {

    final List<R> waiting = new ArrayList<>();

    FifoModel(boolean eagerErrors) {
        super(eagerErrors);
    }

    @Override
    @Nullable
    R poll() {
        return waiting.isEmpty() ? null : waiting.remove(0);
    }

    @Override
    boolean isEmpty() {
        return waiting.isEmpty();
    }

    @Override
    void discard(DropReason reason) {
        while (!waiting.isEmpty()) {
            drop(waiting.remove(0), reason);
        }
    }

    /** As {@link #fail}, for an error the operator makes itself: no two are equal. */
    final void overflow(Object lost, DropReason reason) {
        fail(new OverflowException("modelled"));
        drop(lost, reason);
    }
}
