package io.sluice.aggregate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Emits the least of the inputs' first values, once each input that has not completed has one.
 *
 * <p>Invariant: an input is either among {@code heads}, with its first value, or {@code awaited}, or completed and empty.
 *
 * <p>Threading: as {@link InputDrain}.
 */
final class OrderedDrain<T> extends InputDrain<T> {

    /** An input with its first value, if that is known. */
    private static final class Head<T> extends Input<T> {

        private final int index;
        private @Nullable T value;

        Head(OrderedDrain<T> drain, int prefetch, int index) {
            super(drain, prefetch);
            this.index = index;
        }

        T value() {
            return Objects.requireNonNull(value);
        }
    }

    private final List<Head<T>> inputs = new ArrayList<>();
    private final PriorityQueue<Head<T>> heads;
    /** The inputs whose next value is not known. */
    private final ArrayDeque<Head<T>> awaited = new ArrayDeque<>();

    private @Nullable Head<T> served;

    OrderedDrain(
            Subscriber<? super T> downstream,
            ErrorDelivery errors,
            Comparator<? super T> order,
            int prefetch,
            int sources) {
        super(downstream, errors);
        this.heads = new PriorityQueue<>(
                Math.max(1, sources),
                Comparator.<Head<T>, T>comparing(Head::value, order).thenComparingInt(head -> head.index));
        for (int i = 0; i < sources; i++) {
            inputs.add(new Head<>(this, prefetch, i));
        }
        awaited.addAll(inputs);
    }

    void subscribeTo(List<? extends Publisher<? extends T>> sources) {
        for (int i = 0; i < inputs.size() && !isClosed(); i++) {
            inputs.get(i).subscribeTo(sources.get(i));
        }
    }

    @Override
    boolean isDone() {
        for (Head<T> input : awaited) {
            if (!input.isDone()) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean advance(boolean last) {
        for (int looks = awaited.size(); looks > 0; looks--) {
            Head<T> input = awaited.remove();
            boolean done = input.isDone();
            input.value = input.poll();
            if (input.value != null) {
                heads.add(input);
            } else if (!done) {
                awaited.add(input);
            }
        }
        return !heads.isEmpty() && (last || awaited.isEmpty());
    }

    @Override
    T take() {
        Head<T> least = heads.remove();
        T value = least.value();
        least.value = null;
        awaited.add(least);
        served = least;
        return value;
    }

    @Override
    void emitted() {
        if (served != null) {
            served.consumed();
        }
    }

    @Override
    void cancelSources() {
        inputs.forEach(Input::cancel);
    }

    @Override
    void discard() {
        for (Head<T> input : inputs) {
            input.clear();
            input.value = null;
        }
        heads.clear();
    }
}
