package io.sluice.aggregate;

import org.jspecify.annotations.Nullable;

/** An operator that asks its source for everything, and lets an error overtake what waits only if it is told to. */
abstract class LossyModel<T, R> extends Model<T, R> {

    private final boolean eagerErrors;

    LossyModel(boolean eagerErrors) {
        this.eagerErrors = eagerErrors;
    }

    @Override
    void sourceEnded(int source, @Nullable Throwable error, boolean last) {
        if (error != null && eagerErrors) {
            fail(error);
        } else {
            super.sourceEnded(source, error, last);
        }
    }

    @Override
    long outstandingAtLeast(int source) {
        return Long.MAX_VALUE;
    }

    @Override
    long outstandingAtMost(int source) {
        return Long.MAX_VALUE;
    }
}
