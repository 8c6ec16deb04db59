package io.sluice.convert;

import org.jspecify.annotations.Nullable;

/**
 * What an operator does with its inputs: takes one, gives its outputs one by one, takes the next.
 *
 * <p>Threading: one call at a time, each seeing what the one before has done; {@link StepSubscription} sees to it.
 */
interface Step<I, O> {

    /** Takes the next input. Called only when {@link #next()} has nothing more of the one before. */
    void accept(I input);

    /**
     * The next output, or null if it takes another input to make one. What it throws ends the stream, after the outputs given so
     * far; it is not called again.
     */
    @Nullable
    O next();

    /** There are no more inputs: {@link #next()} gives what is left. */
    default void finish() {}

    /** Gives back what the step holds outside the heap. The last call, however the stream ended, and the only one of its kind. */
    default void close() {}
}
