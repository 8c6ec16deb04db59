package io.sluice.aggregate;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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

    private record Head<T>(T value, int index) {}

    private final List<Input<T>> inputs = new ArrayList<>();
    private final PriorityQueue<Head<T>> heads;
    /** Indices of the inputs whose next value is not known. */
    private final ArrayDeque<Integer> awaited = new ArrayDeque<>();

    private @Nullable Input<T> served;

    OrderedDrain(
            Subscriber<? super T> downstream,
            ErrorDelivery errors,
            Comparator<? super T> order,
            int prefetch,
            int sources) {
        super(downstream, errors);
        this.heads = new PriorityQueue<>(
                Math.max(1, sources),
                Comparator.<Head<T>, T>comparing(Head::value, order).thenComparingInt(Head::index));
        for (int i = 0; i < sources; i++) {
            inputs.add(new Input<>(this, prefetch));
            awaited.add(i);
        }
    }

    void subscribeTo(List<? extends Publisher<? extends T>> sources) {
        for (int i = 0; i < inputs.size() && !isClosed(); i++) {
            inputs.get(i).subscribeTo(sources.get(i));
        }
    }

    @Override
    boolean isDone() {
        for (int index : awaited) {
            if (!inputs.get(index).isDone()) {
                return false;
            }
        }
        return true;
    }

    @Override
    boolean advance(boolean last) {
        for (int looks = awaited.size(); looks > 0; looks--) {
            int index = awaited.remove();
            boolean done = inputs.get(index).isDone();
            T value = inputs.get(index).poll();
            if (value != null) {
                heads.add(new Head<>(value, index));
            } else if (!done) {
                awaited.add(index);
            }
        }
        return !heads.isEmpty() && (last || awaited.isEmpty());
    }

    @Override
    T take() {
        Head<T> least = heads.remove();
        awaited.add(least.index);
        served = inputs.get(least.index);
        return least.value;
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
        inputs.forEach(Input::clear);
        heads.clear();
    }
}
