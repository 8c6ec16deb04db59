package io.sluice.fanout;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
 * <p>Invariants: one lock orders publishing, joining, changing and ending, so that every member sees the values in one order
 * and a joiner gets exactly what was replayed and then all that is published later. It is never held while a signal is
 * emitted or the source is asked for more; {@link Shard} says how values travel on and why no wake-up is lost.
 *
 * @param <T> type of the values
 */
public final class Hub<T> {

    private final ReentrantLock lock = new ReentrantLock();
    private final Replay<T> replay;

    // Written under the lock.
    private volatile List<Shard<T>> shards = List.of();

    // Guarded by the lock.
    private final Map<Lane, Shard<T>> shardsByLane = new HashMap<>();
    private final SourceDemand demand = new SourceDemand();
    private final Totals abandoned = new Totals();
    private @Nullable Subscription upstream;
    private long published;
    private long joins;
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
     * <p>Concurrent calls take effect one after the other. What a {@link Replay} throws on recording is thrown here, and the value is given to nobody.
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
    public Flowable<T> join(Overflow<T> overflow, Consumer<? super Membership<T>> joined) {
        return RxJavaPlugins.onAssembly(new MemberFlowable<>(
                this, Objects.requireNonNull(overflow, "overflow"), Objects.requireNonNull(joined, "joined")));
    }

    /** What this hub has done so far. Takes time in proportion to the number of members. */
    public HubCounters counters() {
        Totals sums = new Totals();
        long nowPublished;
        long nowJoins;
        lock.lock();
        try {
            nowPublished = published;
            nowJoins = joins;
            sums.add(abandoned);
        } finally {
            lock.unlock();
        }
        long queued = 0;
        for (Shard<T> shard : shards) {
            shard.observe();
            sums.add(shard.totals);
            for (Member<T> member : shard.snapshot()) {
                MemberCounters account = member.counters();
                sums.add(account);
                queued += account.queued();
            }
        }
        return new HubCounters(
                nowPublished,
                nowJoins - sums.leaves,
                nowJoins,
                sums.leaves,
                sums.disconnects,
                sums.offered,
                sums.delivered,
                sums.conflated,
                sums.dropped,
                queued);
    }

    /** The accounts of the present members, in no particular order. */
    public List<MemberCounters> members() {
        List<MemberCounters> accounts = new ArrayList<>();
        for (Shard<T> shard : shards) {
            for (Member<T> member : shard.snapshot()) {
                accounts.add(member.counters());
            }
        }
        return accounts;
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

    /** A member for {@code subscriber}, whose signals start with {@link #admit}. */
    Member<T> newMember(Subscriber<? super T> subscriber, Overflow<T> overflow) {
        lock();
        try {
            SourceDemand.Seat seat = seat(overflow);
            return new Member<>(shard(Lane.current()), ++joins, subscriber, overflow, seat);
        } finally {
            lock.unlock();
        }
    }

    /** From here on {@code member}, which has its subscription, gets what is published. */
    void admit(Member<T> member) {
        Shard<T> shard = member.shard;
        lock();
        try {
            List<T> replayed = replayFor(member);
            long start = published;
            shard.inbox.order(shard, () -> shard.admit(member, replayed, start));
        } finally {
            lock.unlock();
        }
        shard.schedule();
    }

    void change(Member<T> member, Overflow<T> overflow) {
        Objects.requireNonNull(overflow, "overflow");
        Shard<T> shard = member.shard;
        lock();
        try {
            SourceDemand.Seat seat = seat(overflow);
            shard.inbox.order(shard, () -> shard.change(member, overflow, seat));
        } finally {
            lock.unlock();
        }
        shard.schedule();
    }

    /** Has {@code shard} carry out {@code order} between two values. */
    void order(Shard<T> shard, Order order) {
        lock();
        try {
            shard.inbox.order(shard, order);
        } finally {
            lock.unlock();
        }
        shard.schedule();
    }

    /** The source's subscription has come; it is cancelled if the hub has ended before. */
    void connect(Subscription subscription) {
        lock();
        boolean tooLate = ended;
        if (!tooLate) {
            upstream = subscription;
        }
        unlockAndRequest();
        if (tooLate) {
            subscription.cancel();
        }
    }

    void accept(T value, boolean fromSource) {
        Objects.requireNonNull(value, "value");
        lock();
        try {
            if (fromSource) {
                demand.received();
            }
            if (!ended) {
                replay.record(value);
                published++;
                for (Shard<T> shard : shards) {
                    shard.inbox.offer(value);
                }
            }
        } finally {
            unlockAndRequest();
        }
        scheduleAll();
    }

    void end(@Nullable Throwable cause, boolean cancelSource) {
        lock();
        boolean tooLate = ended;
        Subscription source = upstream;
        if (!tooLate) {
            ended = true;
            error = cause;
            upstream = null;
            for (Shard<T> shard : shards) {
                shard.inbox.order(shard, () -> shard.end(cause));
            }
        }
        lock.unlock();
        if (tooLate) {
            if (cause != null) {
                RxJavaPlugins.onError(cause);
            }
            return;
        }
        scheduleAll();
        if (cancelSource && source != null) {
            source.cancel();
        }
    }

    /** Gives {@code shard}, whose inbox is empty, what has come since; returns false if that is nothing. */
    boolean refill(Shard<T> shard) {
        lock();
        boolean more = shard.inbox.swap(shard);
        shard.taken = published;
        unlockAndRequest();
        return more;
    }

    /** The member of {@code seat} has emitted {@code n} more live values: the source may come nearer by as many. */
    void advance(SourceDemand.Seat seat, int n) {
        lock();
        demand.advance(seat, n);
        unlockAndRequest();
    }

    /** The member that has {@code seat}, if it has one, gets all but the first {@code start} values. */
    void start(SourceDemand.@Nullable Seat seat, long start) {
        if (seat != null) {
            lock();
            demand.admit(seat, start);
            unlockAndRequest();
        }
    }

    /** The member that had {@code seat}, if it had one, does not hold the source back any more. */
    void vacate(SourceDemand.@Nullable Seat seat) {
        if (seat != null) {
            lock();
            demand.vacate(seat);
            unlockAndRequest();
        }
    }

    /** The event loop of {@code shard} has ended, and with it all it served. */
    void abandon(Shard<T> shard) {
        lock();
        if (shardsByLane.values().remove(shard)) {
            shards = List.copyOf(shardsByLane.values());
            abandoned.add(shard.totals);
            for (Member<T> member : shard.snapshot()) {
                abandoned.addAbandoned(member.counters());
                if (member.seat != null) {
                    demand.vacate(member.seat);
                }
            }
        }
        unlockAndRequest();
    }

    private List<T> replayFor(Member<T> member) {
        try {
            return replay.replay();
        } catch (Throwable failure) {
            member.violate(failure);
            return List.of();
        }
    }

    private SourceDemand.@Nullable Seat seat(Overflow<T> overflow) {
        return overflow.holdsSourceBack() ? demand.seat(published, overflow.maxMessages()) : null;
    }

    private Shard<T> shard(Lane lane) {
        Shard<T> shard = shardsByLane.get(lane);
        if (shard == null) {
            shard = new Shard<>(this, lane, ended, error);
            shard.taken = published;
            shardsByLane.put(lane, shard);
            shards = List.copyOf(shardsByLane.values());
        }
        return shard;
    }

    private void scheduleAll() {
        for (Shard<T> shard : shards) {
            shard.schedule();
        }
    }

    private void lock() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a replay must not call the hub it serves");
        }
        lock.lock();
    }

    /** Gives the lock back, then asks the source for what there is room for. */
    private void unlockAndRequest() {
        Subscription source = upstream;
        long n = 0;
        if (source != null) {
            long distributed = published;
            for (Shard<T> shard : shards) {
                distributed = Math.min(distributed, shard.taken);
            }
            n = demand.take(published, distributed);
        }
        lock.unlock();
        if (source != null && n > 0) {
            source.request(n);
        }
    }
}
