package io.sluice.aggregate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Inputs in the order of their turns. Costs no memory: the inputs are linked themselves.
 *
 * <p>Threading: confined to the drain.
 */
final class Turns<T> {

    private @Nullable FairInput<T> first;
    private @Nullable FairInput<T> last;

    boolean isEmpty() {
        return first == null;
    }

    /** Whose turn it is, or null. */
    @Nullable
    FairInput<T> first() {
        return first;
    }

    void add(FairInput<T> input) {
        if (last == null) {
            first = input;
        } else {
            last.next = input;
        }
        last = input;
    }

    /** Takes out the first; there must be one. */
    FairInput<T> remove() {
        FairInput<T> input = Objects.requireNonNull(first, "no turn is left");
        first = input.next;
        input.next = null;
        if (first == null) {
            last = null;
        }
        return input;
    }

    void clear() {
        while (first != null) {
            FairInput<T> unused = remove();
        }
    }
}
