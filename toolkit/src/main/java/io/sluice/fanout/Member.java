package io.sluice.fanout;

import io.reactivex.rxjava3.exceptions.Exceptions;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.Demand;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription to a hub: the values it has yet to get, its demand, its account, and the one drain that emits to it.
 *
 * <p>Threading: every field but the last two is guarded by this object's lock, which is held for a few steps at a time and
 * never while a signal is emitted. Lock order: hub, then member; nothing here takes the hub's lock while it holds its own.
 * {@link #offer}, {@link #end} and {@link #begin} are called by the hub under its lock; the rest by any thread.
 *
 * <p>Invariants:
 * <ul>
 *   <li>Signals are emitted only by the thread that set {@code emitting}; that is the one drain of this member.
 *   <li>No wake-up is lost. The member is {@linkplain #ready ready} when a signal could be emitted and nobody is emitting.
 *       Whoever changes what that depends on (offer, end, request, open) does so under the lock and looks, still under it:
 *       if the member is ready, that thread queues it in its {@link Turns} and drains it before it returns; if somebody is
 *       emitting, that drain looks again under the lock before it gives the role up, and so sees the change.
 *   <li>{@code onSubscribe} comes first: the role is held from the start and given up by {@link #open}.
 *   <li>Each step changes the account and the backlog in one hold of the lock, hence at any moment
 *       {@code published = delivered + conflated + dropped + queued}. Once {@code done} the account is final.
 * </ul>
 */
final class Member<T> implements Subscription, Membership {

    /** Values emitted in a row before other members that wait for this thread get their turn. */
    private static final int BURST = 64;

    private final Hub<T> hub;
    private final long id;
    private final Overflow<T> overflow;
    private final Backlog<T> backlog;

    private @Nullable Subscriber<? super T> downstream;
    private List<T> replayed = List.of();
    private int replayedUpTo;
    private long demand;

    private boolean emitting = true;
    /** The queue this member waits in for its turn; spares a second entry there, nothing else. */
    private @Nullable Queue<Member<?>> queuedIn;

    /** The hub has ended: once nothing waits, {@code endError} or completion is due. */
    private boolean ended;

    private @Nullable Throwable endError;
    /** This member was cut off: due at once. */
    private @Nullable Throwable cut;
    /** Takes no values any more. */
    private boolean done;
    /** Gets no signals any more: cancelled, or the terminal one was taken. */
    private boolean silent;

    private boolean disconnected;
    private long published;
    private long delivered;
    private long conflated;
    private long dropped;

    /** Live values emitted that the hub has not been told of. Confined to the drain. */
    private int unreported;

    /** Where this member stands among the hub's members and in front of its source. Guarded by the hub's lock. */
    final Seat seat = new Seat();

    static final class Seat {
        /** Place in {@link Members}, or -1 once gone. */
        int index = -1;
        /** How many values the hub may have taken in all before this member has no room, if the source waits for it. */
        long limit;
    }

    /** A terminal signal, in line with values. */
    private record End(@Nullable Throwable error) {}

    Member(Hub<T> hub, long id, Subscriber<? super T> downstream, Overflow<T> overflow, long ahead) {
        this.hub = hub;
        this.id = id;
        this.downstream = downstream;
        this.overflow = overflow;
        this.backlog = overflow.newBacklog(ahead);
    }

    int prefetch() {
        return overflow.prefetch();
    }

    /** Puts the replayed values in front of all live ones. */
    synchronized void begin(List<T> values) {
        replayed = values;
        published += values.size();
    }

    /** After {@code onSubscribe}: lets signals through. */
    void open() {
        Turns turns = Turns.current();
        synchronized (this) {
            emitting = false;
            queueIfReady(turns);
        }
        turns.run();
    }

    /** Takes a live value in as the policy says; returns false if the member is gone, or has gone over this value. */
    synchronized boolean offer(T value, Turns turns) {
        if (done) {
            return false;
        }
        Backlog.Outcome outcome;
        Throwable failure = null;
        try {
            outcome = backlog.offer(value);
        } catch (Throwable error) {
            Exceptions.throwIfFatal(error);
            outcome = Backlog.Outcome.OVERFLOW;
            failure = error;
        }
        if (done) { // a function of the policy has cancelled its own member
            backlog.clear();
            return false;
        }
        published++;
        switch (outcome) {
            case QUEUED -> {}
            case CONFLATED -> conflated++;
            case OVERFLOW -> {
                dropped++;
                disconnected = failure == null;
                cutOff(failure == null ? new SlowConsumerException(backlog.bound()) : failure);
            }
        }
        queueIfReady(turns);
        return !done;
    }

    /** The hub has ended: what waits is still delivered, then its terminal signal. */
    synchronized void end(@Nullable Throwable error, Turns turns) {
        ended = true;
        endError = error;
        queueIfReady(turns);
    }

    @Override
    public void request(long n) {
        Throwable violation = Demand.violation(n);
        if (violation != null) {
            fail(violation);
            return;
        }
        Turns turns = Turns.current();
        synchronized (this) {
            demand = Demand.add(demand, n);
            queueIfReady(turns);
        }
        turns.run();
    }

    /** Ends this member alone: {@code error} is emitted right after what it already received. */
    void fail(Throwable error) {
        Turns turns = Turns.current();
        synchronized (this) {
            if (done) {
                return;
            }
            cutOff(error);
            queueIfReady(turns);
        }
        hub.leave(this);
        turns.run();
    }

    @Override
    public void cancel() {
        synchronized (this) {
            silent = true;
            cut = null;
            downstream = null;
            dropAll();
        }
        hub.leave(this);
    }

    synchronized boolean wasDisconnected() {
        return disconnected;
    }

    @Override
    public synchronized MemberCounters counters() {
        return new MemberCounters(
                id, overflow.toString(), published, delivered, conflated, dropped, queued(), backlog.bytes());
    }

    /**
     * Emits what there is demand for, unless another drain does. Called by {@link Turns} only.
     *
     * @param queue the queue this member was taken from
     * @return whether to queue it again, because more is left than one turn allows
     */
    boolean drain(Queue<Member<?>> queue) {
        Subscriber<? super T> subscriber = takeRole(queue);
        if (subscriber == null) {
            return false;
        }
        for (int i = 0; i < BURST; i++) {
            Object signal = next();
            if (signal == null) {
                return false;
            }
            if (signal instanceof End end) {
                hub.leave(this);
                terminate(subscriber, end.error);
                return false;
            }
            @SuppressWarnings("unchecked") // all that is not an End came out of the backlog
            T value = (T) signal;
            try {
                subscriber.onNext(value);
            } catch (Throwable error) { // rule 2.13: the subscription counts as cancelled
                cancel();
                Exceptions.throwIfFatal(error);
                RxJavaPlugins.onError(error);
            }
            reportProgress();
        }
        return yieldRole();
    }

    private synchronized @Nullable Subscriber<? super T> takeRole(Queue<Member<?>> queue) {
        if (queuedIn == queue) {
            queuedIn = null;
        }
        if (emitting || downstream == null) {
            return null;
        }
        emitting = true;
        return downstream;
    }

    private synchronized boolean yieldRole() {
        emitting = false;
        return ready();
    }

    /** The next signal to emit; null if there is none now, and then the role has been given up in the same step. */
    private synchronized @Nullable Object next() {
        if (!signalDue()) {
            emitting = false;
            return null;
        }
        if (cut != null || queued() == 0) {
            End end = new End(cut != null ? cut : endError);
            silent = true;
            done = true;
            downstream = null;
            return end;
        }
        demand = Demand.produced(demand, 1);
        delivered++;
        if (replayedUpTo < replayed.size()) {
            T value = replayed.get(replayedUpTo++);
            if (replayedUpTo == replayed.size()) {
                replayed = List.of();
                replayedUpTo = 0;
            }
            return value;
        }
        unreported++;
        return backlog.poll();
    }

    private void terminate(Subscriber<? super T> subscriber, @Nullable Throwable error) {
        try {
            if (error == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(error);
            }
        } catch (Throwable thrown) {
            Exceptions.throwIfFatal(thrown);
            RxJavaPlugins.onError(thrown);
        }
    }

    /** Makes room in front of the source, in steps of three quarters of the prefetch, as each costs the hub's lock. */
    private void reportProgress() {
        int prefetch = overflow.prefetch();
        if (prefetch > 0 && unreported >= prefetch - (prefetch >> 2)) {
            int n = unreported;
            unreported = 0;
            hub.advance(this, n);
        }
    }

    // What follows is called under the lock.

    private void queueIfReady(Turns turns) {
        if (ready()) {
            Queue<Member<?>> queue = turns.queue();
            if (queuedIn != queue) {
                queuedIn = queue;
                queue.add(this);
            }
        }
    }

    private boolean ready() {
        return !emitting && signalDue();
    }

    private boolean signalDue() {
        if (silent) {
            return false;
        }
        return cut != null || (queued() > 0 ? demand > 0 : ended);
    }

    private long queued() {
        return (long) replayed.size() - replayedUpTo + backlog.size();
    }

    private void cutOff(Throwable error) {
        cut = error;
        dropAll();
    }

    private void dropAll() {
        if (!done) {
            done = true;
            dropped += queued();
        }
        replayed = List.of();
        replayedUpTo = 0;
        backlog.clear();
    }
}
