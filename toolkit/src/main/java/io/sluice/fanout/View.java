package io.sluice.fanout;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.functions.Predicate;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What members join: a {@link Hub} itself, or what is left of its values behind a filter or a mapping that all members of the
 * view share.
 *
 * <p>A filter, or an encoding, is evaluated once per value and view, however many members there are, and not at all while the
 * view has none. So share a view among all that want the same: {@code View<Message> json = hub.map(codec::encode)}. A view
 * that nobody holds on to and no member is in is garbage.
 *
 * <p>Backpressure, Threading, Overflow, Errors: those of the {@link Hub}. A member of a view that {@linkplain
 * Overflow#backpressure holds the source back} does so as if it were the hub's. The functions run where values are published,
 * one value at a time; they must be short and must not call the hub. One that throws fails the members of its view with that
 * error, and the hub goes on.
 *
 * @param <T> type of the values
 */
public sealed class View<T> permits Hub {

    private final Core<T> core;

    View(Core<T> core) {
        this.core = core;
    }

    Core<T> core() {
        return core;
    }

    /**
     * The members with policy {@code overflow}: each subscription is one member, from its {@code subscribe} until it is
     * cancelled or has got a terminal signal.
     */
    public Flowable<T> join(Overflow<T> overflow) {
        return join(overflow, membership -> {});
    }

    /**
     * Like {@link #join(Overflow)}, and tells {@code joined} of each new member before its {@code onSubscribe}, on the
     * subscribing thread. If that throws, the member gets the error.
     */
    public Flowable<T> join(Overflow<T> overflow, Consumer<? super Membership<T>> joined) {
        return RxJavaPlugins.onAssembly(new MemberFlowable<>(
                core,
                Objects.requireNonNull(overflow, "overflow"),
                Objects.requireNonNull(joined, "joined"),
                core::replay));
    }

    /** Those values for which {@code wanted} says true. The rest is not counted for the view's members. */
    public View<T> filter(Predicate<? super T> wanted) {
        Objects.requireNonNull(wanted, "wanted");
        return new View<>(core.view(value -> wanted.test(value) ? value : null));
    }

    /**
     * What {@code mapper} makes of each value: an encoding, for example, that all members get to share.
     *
     * @param mapper must not return null
     */
    public <R> View<R> map(Function<? super T, ? extends R> mapper) {
        Objects.requireNonNull(mapper, "mapper");
        return new View<>(core.view(value -> Objects.requireNonNull(mapper.apply(value), "the mapper returned null")));
    }

    /** What was done for the members so far. Takes time in proportion to their number. */
    public HubCounters counters() {
        return core.counters();
    }

    /** The accounts of the present members, in no particular order. */
    public List<MemberCounters> members() {
        return core.members();
    }

    /**
     * The accounts of the members for which the most values wait, most first.
     *
     * @param n at most so many; at least 1
     */
    public List<MemberCounters> slowest(int n) {
        if (n <= 0) {
            throw new IllegalArgumentException("n must be positive, not " + n);
        }
        return members().stream()
                .sorted(Comparator.comparingLong(MemberCounters::queued).reversed())
                .limit(n)
                .toList();
    }
}
