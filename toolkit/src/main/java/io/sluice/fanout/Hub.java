package io.sluice.fanout;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One source to many members: each gets every value published while it is a member, at its own pace, and has chosen
 * {@linkplain Overflow what happens} to the values it has no demand for. A slow member changes nobody else's delivery.
 *
 * <p>Backpressure: honoured per member. A hub {@linkplain #of of a source} requests from it without end, in windows, unless
 * there are members with {@link Overflow#backpressure}; then it follows the slowest of those, who may join and leave at any
 * time. A hub that is {@linkplain #create pushed} to cannot hold its publishers back.
 *
 * <p>Threading: every method may be called from any thread, also from within a member's signals. Members emit, one signal at
 * a time, on whatever thread publishes, requests or ends; use {@code observeOn} where that is not wanted. {@link #publish}
 * never waits for demand: it queues the value for every member, then emits to those that can take it. If several threads
 * publish, one may emit what another published. From within a member's signals other members are emitted to in place; deeply
 * nested calls are put off until an outer one continues, so the stack does not grow with the number of members.
 *
 * <p>Overflow: see {@link Overflow}. Every value is accounted for, per member and in sum.
 *
 * <p>Errors: {@link #complete} and {@link #fail}, or the source's end, reach each member after all that waits for it. A
 * member that cannot be served gets its own error, at once, and is gone: {@link SlowConsumerException} when it overflowed,
 * the failure of a function of its policy, {@link IllegalArgumentException} for {@code request(0)}.
 *
 * <p>Invariants: one lock orders publishing, joining, leaving and ending, so that every member sees the values in one order
 * and a joiner gets exactly what was replayed and then all that is published later. It is never held while a signal is
 * emitted or the source is asked for more; {@link Member} says why no wake-up is lost.
 *
 * @param <T> type of the values
 */
public final class Hub<T> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Replay<T> replay;

    // Guarded by the lock.
    private final Members<T> members = new Members<>();
    private final SourceDemand demand = new SourceDemand();
    private final List<Member<T>> cancelledByFunctions = new ArrayList<>(0);
    private @Nullable Subscription upstream;
    private long published;
    private boolean ended;
    private @Nullable Throwable error;

    private Hub(Replay<T> replay) {
        this.replay = Objects.requireNonNull(replay, "replay");
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
        source.subscribe(new Upstream<>(hub));
        return hub;
    }

    /**
     * Gives {@code value} to all members. Ignored once the hub has ended.
     *
     * <p>Takes time in proportion to the number of members, and never waits for one of them. Concurrent calls take effect
     * one after the other. What a {@link Replay} throws on recording is thrown here, and the value is given to nobody.
     */
    public void publish(T value) {
        accept(value, false);
    }

    /** Completes each member once it has got what waits for it. Ignored once the hub has ended. */
    public void complete() {
        end(null, true);
    }

    /**
     * Fails each member with {@code cause} once it has got what waits for it. Once the hub has ended, {@code cause} goes to
     * {@link RxJavaPlugins#onError} instead.
     */
    public void fail(Throwable cause) {
        end(Objects.requireNonNull(cause, "cause"), true);
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
    public Flowable<T> join(Overflow<T> overflow, Consumer<? super Membership> joined) {
        return RxJavaPlugins.onAssembly(new MemberFlowable<>(
                this, Objects.requireNonNull(overflow, "overflow"), Objects.requireNonNull(joined, "joined")));
    }

    /** What this hub has done so far. Takes time in proportion to the number of members. */
    public HubCounters counters() {
        lock.lock();
        try {
            return members.counters(published);
        } finally {
            lock.unlock();
        }
    }

    /** The accounts of the present members, in no particular order. */
    public List<MemberCounters> members() {
        lock.lock();
        try {
            return members.accounts();
        } finally {
            lock.unlock();
        }
    }

    /** Makes {@code subscriber} a member; its signals start with {@link Member#open}. */
    Member<T> admit(Subscriber<? super T> subscriber, Overflow<T> overflow) {
        Turns turns = enter();
        try {
            Member<T> member = new Member<>(this, members.nextId(), subscriber, overflow, demand.outstanding());
            member.begin(replay.replay());
            if (ended) {
                member.end(error, turns);
            }
            members.add(member);
            if (member.prefetch() > 0) {
                member.seat.limit = published + member.prefetch();
                demand.add(member.seat.limit);
            }
            return member;
        } finally {
            exit(turns);
        }
    }

    /** The source's subscription has come; it is cancelled if the hub has ended before. */
    void connect(Subscription subscription) {
        Turns turns = enter();
        boolean tooLate = ended;
        try {
            if (!tooLate) {
                upstream = subscription;
            }
        } finally {
            exit(turns);
        }
        if (tooLate) {
            subscription.cancel();
        }
    }

    void accept(T value, boolean fromSource) {
        Objects.requireNonNull(value, "value");
        Turns turns = enter();
        try {
            if (fromSource) {
                demand.received();
            }
            if (!ended) {
                replay.record(value);
                published++;
                offerToAll(value, turns);
            }
        } finally {
            exit(turns);
        }
    }

    void end(@Nullable Throwable cause, boolean cancelSource) {
        Turns turns = enter();
        boolean tooLate = ended;
        Subscription source = upstream;
        try {
            if (!tooLate) {
                ended = true;
                error = cause;
                upstream = null;
                for (int i = 0; i < members.size(); i++) {
                    members.get(i).end(cause, turns);
                }
            }
        } finally {
            exit(turns);
        }
        if (tooLate) {
            if (cause != null) {
                RxJavaPlugins.onError(cause);
            }
        } else if (cancelSource && source != null) {
            source.cancel();
        }
    }

    /** A member has emitted {@code n} more live values: the source may come nearer by as many. */
    void advance(Member<T> member, int n) {
        Turns turns = enter();
        try {
            if (member.seat.index >= 0) {
                demand.remove(member.seat.limit);
                member.seat.limit += n;
                demand.add(member.seat.limit);
            }
        } finally {
            exit(turns);
        }
    }

    /** Removes a member whose account is final, unless it is gone already. */
    void leave(Member<T> member) {
        if (lock.isHeldByCurrentThread()) {
            cancelledByFunctions.add(member); // in the midst of a pass over the members, whose places must not change
            return;
        }
        Turns turns = enter();
        try {
            remove(member);
        } finally {
            exit(turns);
        }
    }

    private void offerToAll(T value, Turns turns) {
        int i = 0;
        while (i < members.size()) {
            Member<T> member = members.get(i);
            if (member.offer(value, turns)) {
                i++;
            } else {
                remove(member);
            }
        }
    }

    private void remove(Member<T> member) {
        if (members.remove(member) && member.prefetch() > 0) {
            demand.remove(member.seat.limit);
        }
    }

    private Turns enter() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a key, merge, weigher or replay must not call the hub it serves");
        }
        Turns turns = Turns.current();
        lock.lock();
        turns.hold();
        return turns;
    }

    /** Gives the lock back, then does what may call foreign code: emits to members that are ready, asks the source for more. */
    private void exit(Turns turns) {
        for (Member<T> member : cancelledByFunctions) {
            remove(member);
        }
        cancelledByFunctions.clear();
        Subscription source = upstream;
        long n = source == null ? 0 : demand.take(published);
        lock.unlock();
        turns.release();
        turns.run();
        if (source != null && n > 0) {
            source.request(n);
        }
    }
}
