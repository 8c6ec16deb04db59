package io.sluice.aggregate;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Inputs that have become ready, handed from the threads of their sources to the drain. Costs no memory: the inputs are linked
 * themselves.
 *
 * <p>Threading: {@link #push} on any thread, each input by one that {@linkplain FairInput#list() lists} it; {@link #drainTo} by the
 * drain.
 */
final class ReadyInputs<T> {

    /** The newest, linked to those pushed before it. */
    private final AtomicReference<@Nullable FairInput<T>> newest = new AtomicReference<>();

    void push(FairInput<T> input) {
        FairInput<T> before;
        do {
            before = newest.get();
            input.next = before;
        } while (!newest.compareAndSet(before, input));
    }

    boolean isEmpty() {
        return newest.get() == null;
    }

    /** Takes all of them, in the order in which they were pushed. */
    void drainTo(Consumer<? super FairInput<T>> inputs) {
        if (newest.get() == null) {
            return;
        }
        FairInput<T> oldest = null;
        FairInput<T> input = newest.getAndSet(null);
        while (input != null) {
            FairInput<T> before = input.next;
            input.next = oldest;
            oldest = input;
            input = before;
        }
        while (oldest != null) {
            FairInput<T> after = oldest.next;
            oldest.next = null; // before it is handed out: it may be pushed again at once
            inputs.accept(oldest);
            oldest = after;
        }
    }
}
