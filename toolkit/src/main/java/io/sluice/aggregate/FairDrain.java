package io.sluice.aggregate;

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

    private Turns<T> current = new Turns<>();
    private Turns<T> spent = new Turns<>();
    private long round;
    /** What is to be emitted, of the first input in {@code current}; it waits for demand perhaps. */
    private @Nullable T next;

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

    /** Emits a value that has just come, if no other waits and it is wanted. It counts as a turn like any other. */
    boolean pass(FairInput<T> input, T value) {
        if (isBusy() || !isWanted() || !enter()) {
            return false;
        }
        boolean passes = isWanted() && current.isEmpty() && spent.isEmpty() && ready.isEmpty();
        if (passes) {
            refresh(input);
            if (input.credit == 0) {
                round++;
                refresh(input);
            }
            input.credit--;
            served = input;
            emit(value);
        }
        leave();
        return passes;
    }

    @Override
    boolean isDone() {
        return live.get() == 0;
    }

    @Override
    boolean advance(boolean last) {
        ready.drainTo(enlist); // before the next turn is given, so that a newcomer is not behind it
        if (next != null) {
            return true;
        }
        while (true) {
            FairInput<T> first = current.first();
            if (first == null) {
                if (spent.isEmpty()) {
                    return false;
                }
                beginRound();
                continue;
            }
            refresh(first);
            next = first.poll();
            if (next != null) {
                return true;
            }
            retire(current.remove());
        }
    }

    @Override
    T take() {
        FairInput<T> input = current.remove();
        T value = Objects.requireNonNull(next);
        next = null;
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
        next = null;
        current.clear();
        spent.clear();
    }

    private void beginRound() {
        Turns<T> empty = current;
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
