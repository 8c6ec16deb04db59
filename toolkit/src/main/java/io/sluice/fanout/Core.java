package io.sluice.fanout;

import io.reactivex.rxjava3.functions.Function;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * What is behind a {@link View}: puts what is published, and who joins, into one order for its shards and for the views made
 * of it.
 *
 * <p>Threading: any thread, except for the methods below the note on the lock.
 *
 * <p>Invariants:
 * <ul>
 *   <li>One lock, that of the hub and of all its views, orders publishing, joining, changing and ending, so that every member
 *       sees the values in one order and a joiner gets exactly what was replayed and then all that is published later. It is
 *       never held while a signal is emitted or the source is asked for more; {@link Shard} says how values travel on and why
 *       no wake-up is lost.
 *   <li>A view is among its parent's {@code views} while it has members, or views that have some.
 *   <li>The source is asked for no more than the room that is left, at the least, in the hub and any attached view. A value
 *       takes the room of one value at most in each.
 * </ul>
 *
 * @param <T> type of the values
 */
final class Core<T> {

    private final ReentrantLock lock;
    private final Replay<T> replay;
    /** Present in the hub's own core, and shared with those of its views. */
    private final SourceDemand source;
    /** How this core gets its values, if it is a view's. */
    private final @Nullable Projection<?, T> projection;

    // Written under the lock.
    private volatile List<Shard<T>> shards = List.of();
    private volatile List<Projection<T, ?>> views = List.of();

    // Guarded by the lock.
    private final Map<Lane, Shard<T>> shardsByLane = new HashMap<>(4);
    private final Seats seats = new Seats();
    private final Totals abandoned = new Totals();
    private long published;
    private long ids;
    private long joins;
    private long present;
    private boolean ended;
    private @Nullable Throwable error;

    /** The core of a hub. */
    Core(Replay<T> replay) {
        this.lock = new ReentrantLock();
        this.replay = replay;
        this.source = new SourceDemand();
        this.projection = null;
    }

    /** The core of a view of {@code parent}'s. */
    private Core(Core<?> parent, Projection<?, T> projection) {
        this.lock = parent.lock;
        this.replay = projection;
        this.source = parent.source;
        this.projection = projection;
    }

    /** A view of what {@code step} makes of each value; null for those it leaves out. */
    <R> Core<R> view(Function<? super T, ? extends @Nullable R> step) {
        Projection<T, R> made = new Projection<>(this, step);
        Core<R> core = new Core<>(this, made);
        made.feed(core);
        return core;
    }

    HubCounters counters() {
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
                sums.drops(),
                queued);
    }

    List<MemberCounters> members() {
        List<MemberCounters> accounts = new ArrayList<>();
        for (Shard<T> shard : shards) {
            for (Member<T> member : shard.snapshot()) {
                accounts.add(member.counters());
            }
        }
        return accounts;
    }

    /** A member for {@code subscriber}, whose signals start with {@link #admit}. */
    Member<T> newMember(Subscriber<? super T> subscriber, Overflow<T> overflow) {
        lock();
        try {
            if (++present == 1) {
                attach();
            }
            return new Member<>(shard(Lane.current()), ++ids, subscriber, overflow, seat(overflow));
        } finally {
            lock.unlock();
        }
    }

    /** From here on {@code member}, which has its subscription, gets what is published, after what {@code beginning} has for it. */
    void admit(Member<T> member, Supplier<? extends List<T>> beginning) {
        Shard<T> shard = member.shard;
        lock();
        try {
            joins++;
            List<T> replayed = replayFor(member, beginning);
            long start = published;
            give(shard, new Order() {
                @Override
                public void carryOut() {
                    shard.admit(member, replayed, start);
                }

                @Override
                public void giveUp() {
                    forget(member.seat);
                    abandoned.leaves++;
                }
            });
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
            Seats.@Nullable Seat seat = seat(overflow);
            give(shard, new Order() {
                @Override
                public void carryOut() {
                    shard.change(member, overflow, seat);
                }

                @Override
                public void giveUp() {
                    if (seat != null) {
                        seats.vacate(seat);
                    }
                }
            });
        } finally {
            lock.unlock();
        }
        shard.schedule();
    }

    /** Has {@code shard} carry out {@code order} between two values. */
    void order(Shard<T> shard, Order order) {
        lock();
        try {
            give(shard, order);
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
            source.connect(subscription, this);
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
                source.received();
            }
            if (!ended) {
                replay.record(value);
                offer(value);
            }
        } finally {
            unlockAndRequest();
        }
        schedule();
    }

    void end(@Nullable Throwable cause, boolean cancelSource) {
        lock();
        boolean tooLate = ended;
        Subscription upstream = tooLate ? null : source.disconnect();
        finish(cause);
        lock.unlock();
        if (tooLate) {
            if (cause != null) {
                RxJavaPlugins.onError(cause);
            }
            return;
        }
        schedule();
        if (cancelSource && upstream != null) {
            upstream.cancel();
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
    void advance(Seats.Seat seat, int n) {
        lock();
        seats.advance(seat, n);
        unlockAndRequest();
    }

    /** The member that has {@code seat}, if it has one, gets all but the first {@code start} values. */
    void start(Seats.@Nullable Seat seat, long start) {
        if (seat != null) {
            lock();
            seats.admit(seat, start);
            unlockAndRequest();
        }
    }

    /** The member that had {@code seat}, if it had one, does not hold the source back any more. */
    void vacate(Seats.@Nullable Seat seat) {
        if (seat != null) {
            lock();
            seats.vacate(seat);
            unlockAndRequest();
        }
    }

    /** A member has left its shard. */
    void left(Seats.@Nullable Seat seat) {
        lock();
        if (seat != null) {
            seats.vacate(seat);
        }
        forget(null);
        unlockAndRequest();
    }

    /** The event loop of {@code shard} has ended, and with it all it served. */
    void abandon(Shard<T> shard) {
        lock();
        if (shardsByLane.values().remove(shard)) {
            shards = List.copyOf(shardsByLane.values());
            abandoned.add(shard.totals);
            for (Member<T> member : shard.snapshot()) {
                abandoned.addAbandoned(member.counters());
                forget(member.seat);
            }
            shard.inbox.giveUp();
        }
        unlockAndRequest();
    }

    // Under the lock.

    /** Gives {@code value} to the shards, and to the views. */
    void offer(T value) {
        published++;
        for (Shard<T> shard : shards) {
            shard.inbox.offer(value);
        }
        for (Projection<T, ?> view : views) {
            view.pass(value);
        }
    }

    /** Ends this core and its views, unless it has ended. */
    void finish(@Nullable Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        error = cause;
        for (Shard<T> shard : shards) {
            shard.inbox.order(shard, () -> shard.end(cause));
        }
        for (Projection<T, ?> view : views) {
            view.core().finish(cause);
        }
    }

    boolean hasEnded() {
        return ended;
    }

    List<T> replay() {
        return replay.replay();
    }

    /** Adds {@code view}, which missed the end of this core if it is too late. */
    void add(Projection<T, ?> view) {
        if (views.isEmpty() && present == 0) {
            attach();
        }
        List<Projection<T, ?>> more = new ArrayList<>(views);
        more.add(view);
        views = List.copyOf(more);
        if (ended) {
            view.core().finish(error);
        }
    }

    void remove(Projection<T, ?> view) {
        views = views.stream().filter(other -> other != view).toList();
        detachIfIdle();
    }

    /** How many values may come before somebody would hold the source back. */
    long seatRoom() {
        long room = seats.lowestLimit() - published;
        for (Projection<T, ?> view : views) {
            room = Math.min(room, view.core().seatRoom());
        }
        return room;
    }

    /** How many values may come before too many have not been taken over by every shard. */
    long windowRoom() {
        long taken = published;
        for (Shard<T> shard : shards) {
            taken = Math.min(taken, shard.taken);
        }
        long room = taken + SourceDemand.WINDOW - published;
        for (Projection<T, ?> view : views) {
            room = Math.min(room, view.core().windowRoom());
        }
        return room;
    }

    /** Has {@code shard} carry out {@code order}, unless its thread is gone. */
    private void give(Shard<T> shard, Order order) {
        if (shardsByLane.containsValue(shard)) {
            shard.inbox.order(shard, order);
        } else {
            order.giveUp();
        }
    }

    /** A member is gone, with its seat if it had one. */
    private void forget(Seats.@Nullable Seat seat) {
        if (seat != null) {
            seats.vacate(seat);
        }
        --present;
        detachIfIdle();
    }

    private void attach() {
        if (projection != null) {
            projection.attach();
        }
    }

    private void detachIfIdle() {
        if (projection != null && present == 0 && views.isEmpty()) {
            projection.detach();
        }
    }

    private List<T> replayFor(Member<T> member, Supplier<? extends List<T>> beginning) {
        try {
            return beginning.get();
        } catch (Throwable failure) {
            member.violateOnAdmission(failure);
            return List.of();
        }
    }

    private Seats.@Nullable Seat seat(Overflow<T> overflow) {
        return overflow.holdsSourceBack() ? seats.take(published, overflow.maxMessages(), source.outstanding()) : null;
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

    private void lock() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a replay, filter or mapper must not call the hub it serves");
        }
        lock.lock();
    }

    /** Gives the lock back, then asks the source for what there is room for. */
    private void unlockAndRequest() {
        Subscription upstream = source.upstream();
        long n = upstream == null ? 0 : source.take();
        lock.unlock();
        if (upstream != null && n > 0) {
            upstream.request(n);
        }
    }

    // Without the lock again.

    private void schedule() {
        for (Shard<T> shard : shards) {
            shard.schedule();
        }
        for (Projection<T, ?> view : views) {
            view.core().schedule();
        }
    }
}
