package io.sluice.aggregate;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Deficit round robin over inputs: each may emit as many values in a round as it has weight.
 *
 * <p>Within a round the inputs take turns value by value, so that a heavy one does not make the others wait for all of its weight at
 * once, and one that runs empty for a moment finds its credit again as long as the round lasts. What is unused at the end of the round
 * is forfeit: nobody saves up.
 *
 * <p>Invariants: {@code current} holds inputs with credit in this round, {@code spent} those without. Only inputs that may have
 * something are on a list, so that a value costs the same however many sources are silent.
 *
 * <p>Threading: as {@link InputDrain}.
 */
final class FairDrain<T> extends InputDrain<T> {

    private final List<FairInput<T>> inputs;
    private final AtomicInteger live;
    private final ReadyInputs<T> ready = new ReadyInputs<>();
    /** Made once: it is passed for every value. */
    private final Consumer<FairInput<T>> enlist = this::enlist;

    private ArrayDeque<FairInput<T>> current = new ArrayDeque<>();
    private ArrayDeque<FairInput<T>> spent = new ArrayDeque<>();
    private long round;
    private @Nullable FairInput<T> served;

    FairDrain(Subscriber<? super T> downstream, ErrorDelivery errors, int prefetch, int[] weights) {
        super(downstream, errors);
        this.live = new AtomicInteger(weights.length);
        this.inputs = Arrays.stream(weights)
                .mapToObj(weight -> new FairInput<>(this, ready, prefetch, weight))
                .toList();
    }

    void subscribeTo(List<? extends Publisher<? extends T>> sources) {
        for (int i = 0; i < inputs.size() && !isClosed(); i++) {
            inputs.get(i).subscribeTo(sources.get(i));
        }
    }

    /** An input will bring nothing more. */
    void inputEnded() {
        live.decrementAndGet();
    }

    @Override
    boolean isDone() {
        return live.get() == 0;
    }

    @Override
    boolean advance(boolean last) {
        ready.drainTo(enlist);
        while (true) {
            FairInput<T> first = current.peek();
            if (first == null) {
                if (spent.isEmpty()) {
                    return false;
                }
                beginRound();
                continue;
            }
            refresh(first);
            if (!first.isEmpty()) {
                return true;
            }
            current.remove();
            retire(first);
        }
    }

    @Override
    T take() {
        FairInput<T> input = current.remove();
        T value = Objects.requireNonNull(input.poll(), "value of an input that is not empty");
        input.credit--;
        place(input);
        served = input;
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
        inputs.forEach(Input::clear);
        current.clear();
        spent.clear();
    }

    private void beginRound() {
        ArrayDeque<FairInput<T>> empty = current;
        current = spent;
        spent = empty;
        round++;
    }

    private void enlist(FairInput<T> input) {
        refresh(input);
        place(input);
    }

    private void place(FairInput<T> input) {
        (input.credit > 0 ? current : spent).add(input);
    }

    private void refresh(FairInput<T> input) {
        if (input.round != round) {
            input.round = round;
            input.credit = input.weight;
        }
    }

    /** Takes an empty input off the lists, unless a value has come while nobody looked. */
    private void retire(FairInput<T> input) {
        input.unlist();
        if (!input.isEmpty() && input.list()) {
            place(input);
        }
    }
}
