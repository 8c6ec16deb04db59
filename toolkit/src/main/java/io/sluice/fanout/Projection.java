package io.sluice.fanout;

import io.reactivex.rxjava3.functions.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Leads from a core to that of one of its views: filters or maps each value once for all members of the view.
 *
 * <p>Threading: under the hub's lock.
 */
final class Projection<S, T> implements Replay<T> {

    private final Core<S> parent;
    private final Function<? super S, ? extends @Nullable T> step;
    private @Nullable Core<T> core;

    // What was replayed last, and of what: joiners between two values share one list.
    private List<S> replayedOf = List.of();
    private List<T> replayed = List.of();

    Projection(Core<S> parent, Function<? super S, ? extends @Nullable T> step) {
        this.parent = parent;
        this.step = step;
    }

    void feed(Core<T> view) {
        core = view;
    }

    Core<T> core() {
        return Objects.requireNonNull(core);
    }

    void attach() {
        parent.add(this);
    }

    void detach() {
        parent.remove(this);
    }

    /** Gives the view what becomes of {@code value}. If the step fails, the view does. */
    void pass(S value) {
        Core<T> view = core();
        if (view.hasEnded()) {
            return;
        }
        try {
            T made = step.apply(value);
            if (made != null) {
                view.offer(made);
            }
        } catch (Throwable failure) {
            view.finish(failure);
        }
    }

    @Override
    public void record(T value) {
        throw new IllegalStateException("a view gets its values from its parent");
    }

    @Override
    public List<T> replay() {
        List<S> of = parent.replay();
        if (of.isEmpty()) {
            return List.of();
        }
        if (of != replayedOf) {
            List<T> list = new ArrayList<>();
            for (S value : of) {
                T made = apply(value);
                if (made != null) {
                    list.add(made);
                }
            }
            replayed = list;
            replayedOf = of;
        }
        return replayed;
    }

    private @Nullable T apply(S value) {
        try {
            return step.apply(value);
        } catch (RuntimeException failure) {
            throw failure;
        } catch (Throwable checked) {
            throw new IllegalStateException("the filter or mapper of a view failed", checked);
        }
    }
}
