package io.sluice.aggregate;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A source of a fair merge, with its place in the round.
 *
 * <p>Invariant: {@link #listed} is true while the input is in {@link ReadyInputs} or in one of the lists of the drain, once in all;
 * an input with a value that is not listed has a thread on its way to list it.
 *
 * <p>Threading: as {@link Input}. {@code weight} is constant, {@link #credit} and {@link #round} belong to the drain, {@link #next}
 * to the list it is on.
 */
final class FairInput<T> extends Input<T> {

    final int weight;
    /** Values it may still emit in {@link #round}. */
    int credit;

    long round = -1;

    @Nullable
    FairInput<T> next;

    private final FairDrain<T> fairDrain;
    private final ReadyInputs<T> ready;
    private final AtomicBoolean listed = new AtomicBoolean();
    private boolean ended;

    FairInput(FairDrain<T> drain, ReadyInputs<T> ready, int prefetch, int weight) {
        super(drain, prefetch);
        this.fairDrain = drain;
        this.ready = ready;
        this.weight = weight;
    }

    @Override
    boolean passes(T value) {
        return fairDrain.pass(this, value);
    }

    @Override
    void changed() {
        if (isDone() && !ended) {
            ended = true;
            fairDrain.inputEnded();
        }
        if (!fairDrain.isDrainer()) {
            // The value is put into the queue with no more than a release: without this the drain could unlist the
            // input and not see
            // the value, while this thread still sees the input listed, and nobody would come for it.
            VarHandle.fullFence();
        }
        if (!listed.get() && list()) {
            ready.push(this);
        }
    }

    /** Whether the caller is the one to put it on a list. */
    boolean list() {
        return listed.compareAndSet(false, true);
    }

    void unlist() {
        listed.set(false);
    }
}
