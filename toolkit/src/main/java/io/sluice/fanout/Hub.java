package io.sluice.fanout;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;

/**
 * One source to many members: each gets every value published while it is a member, at its own pace, and has chosen
 * {@linkplain Overflow what happens} to the values it has no demand for. A slow member changes nobody else's delivery.
 *
 * <p>Backpressure: honoured per member. A hub {@linkplain #of of a source} requests from it without end, in windows, unless
 * there are members with {@link Overflow#backpressure}; then it follows the slowest of those, who may join and leave at any
 * time. A hub that is {@linkplain #create pushed} to cannot hold its publishers back.
 *
 * <p>Threading: every method may be called from any thread, also from within a member's signals. A member that subscribes on
 * an event loop of Vert.x gets its signals on that loop, those of one turn in one go, and {@link #publish} from elsewhere does
 * not wait for them. All other members emit, one signal at a time for all of them together, on whatever thread publishes,
 * requests or ends; if several threads do, one may emit what another published. They must not block; use {@code observeOn}
 * where that is not wanted. What is published from within a signal comes after the value that is being emitted. {@link
 * #publish} never waits for demand.
 *
 * <p>Overflow: see {@link Overflow}. Every value is accounted for, per member and in sum. An event loop, or a thread, that is
 * kept from emitting by something else has up to 65,536 values waiting for it; beyond that its members lose values if their policy
 * drops or keeps the latest, and are disconnected otherwise.
 *
 * <p>Errors: {@link #complete} and {@link #fail}, or the source's end, reach each member after all that waits for it. A
 * member that cannot be served gets its own error and is gone: {@link SlowConsumerException} when it overflowed, the failure
 * of a function of its policy, {@link IllegalArgumentException} for {@code request(0)}.
 *
 * <p>Cost: publishing takes a step per lane, not per member; a lane's drain takes a few nanoseconds per member in step and
 * nothing for one that is behind.
 *
 * @param <T> type of the values
 */
public final class Hub<T> extends View<T> {

    private Hub(Replay<T> replay) {
        super(new Core<>(Objects.requireNonNull(replay, "replay")));
    }

    /** A hub that is pushed to; late joiners start with the next value. */
    public static <T> Hub<T> create() {
        return create(Replay.none());
    }

    /** A hub that is pushed to; late joiners get {@code replay} first. */
    public static <T> Hub<T> create(Replay<T> replay) {
        return new Hub<>(replay);
    }

    /** A hub of what {@code source} emits; late joiners start with the next value. */
    public static <T> Hub<T> of(Publisher<? extends T> source) {
        return of(source, Replay.none());
    }

    /**
     * A hub of what {@code source} emits, to which it subscribes at once, members or not. The hub ends as the source ends;
     * ending the hub cancels the source.
     *
     * <p>Threading: a source that emits on the thread that asks it does so within this call, and later within the calls that
     * make room: a member's request, or the cancellation of the one that held the source back. One that has much to emit
     * should have a thread of its own ({@code subscribeOn}).
     *
     * @param replay what late joiners get first
     */
    public static <T> Hub<T> of(Publisher<? extends T> source, Replay<T> replay) {
        Hub<T> hub = new Hub<>(replay);
        source.subscribe(new Upstream<>(hub.core()));
        return hub;
    }

    /**
     * Like {@link #join(Overflow)}, but the member gets first what {@code beginning} returns, in place of what the replay holds.
     *
     * @param beginning called for each member as it joins, under the terms of {@link Replay#replay}
     */
    public Flowable<T> joinFrom(Overflow<T> overflow, Supplier<? extends List<T>> beginning) {
        return RxJavaPlugins.onAssembly(new MemberFlowable<>(
                core(),
                Objects.requireNonNull(overflow, "overflow"),
                membership -> {},
                Objects.requireNonNull(beginning, "beginning")));
    }

    /**
     * Gives {@code value} to all members. Ignored once the hub has ended.
     *
     * <p>Concurrent calls take effect one after the other. What a {@link Replay} throws on recording is thrown here, and the value is given to nobody.
     */
    public void publish(T value) {
        core().accept(value, false);
    }

    /** Completes each member once it has got what waits for it. Ignored once the hub has ended. */
    public void complete() {
        core().end(null, true);
    }

    /**
     * Fails each member with {@code cause} once it has got what waits for it. Once the hub has ended, {@code cause} goes to
     * {@link RxJavaPlugins#onError} instead.
     */
    public void fail(Throwable cause) {
        core().end(Objects.requireNonNull(cause, "cause"), true);
    }
}
