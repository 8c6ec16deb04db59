package io.sluice.fanout;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.internal.Demand;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscription to a hub: its demand, its account, and where it stands among the values of its shard.
 *
 * <p>Threading: {@link #request}, {@link #cancel} and the methods of {@link Membership} may be called by any thread; all else,
 * and every field that is not volatile, is confined to the shard's drain. What another thread reads of those for the account
 * is exact once nothing is under way.
 *
 * <p>Invariants:
 * <ul>
 *   <li>A member that keeps up is in step: it has been given every value up to the shard's position, and nothing waits for
 *       it. Any other is behind, and its shelf knows what waits.
 *   <li>No wake-up is lost. A drain that finds no demand marks the member as behind <em>before</em> it looks at the demand for
 *       a last time; who requests adds to the demand <em>before</em> it looks at that mark. One of them sees the other: the
 *       drain serves the member, or the requester {@linkplain #wake mails} it to the shard. {@code mailed} is reset before the
 *       member is looked at, so that what comes after that look mails it again.
 *   <li>{@code published = delivered + conflated + dropped + givenUp + queued}. In step, {@code queued} is 0 and losses are
 *       settled; while behind, what has neither been delivered nor given up nor is queued has been lost to the policy.
 * </ul>
 */
final class Member<T> implements Subscription, Membership<T> {

    private static final VarHandle REQUESTED;
    private static final VarHandle MAILED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            REQUESTED = lookup.findVarHandle(Member.class, "requested", long.class);
            MAILED = lookup.findVarHandle(Member.class, "mailed", boolean.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    /** In place of the demand of a member that is cancelled: less than any number delivered. */
    private static final long CANCELLED = Long.MIN_VALUE;

    private static final int NOT_ADMITTED = -2;
    private static final int GONE = -1;

    final Shard<T> shard;
    private final long id;

    private @Nullable Subscriber<? super T> downstream;

    /** Values requested since the start, or {@link #CANCELLED}. */
    @SuppressWarnings("unused") // written through REQUESTED
    private volatile long requested;

    @SuppressWarnings("unused") // written through MAILED
    private volatile boolean mailed;

    private volatile boolean behind;
    private volatile @Nullable Throwable violation;

    /** The next in the shard's mail. Written by who mails this member, before it is mailed. */
    @Nullable
    Member<T> nextMailed;

    private volatile Overflow<T> policy;

    /** Place among the shard's members. */
    int place = NOT_ADMITTED;

    /** Was given every value up to the shard's position; {@code delivered} follows from that then. */
    private boolean inStep;

    private long delivered;
    long conflated;
    /** Lost to the policy. */
    long dropped;
    /** Lost because this member ends; {@code departure} says why. */
    long givenUp;

    private Departure departure = Departure.ENDED;

    /** The position at which it would have joined if what was replayed to it, and what its shard lost, had come later. */
    private long start;

    private List<T> head = List.of();
    private int headIndex;

    /** What waits for this member is here. Present from admission on. */
    @SuppressWarnings("NullAway.Init")
    Shelf<T> shelf;

    // Of the shelf.
    long cursor;
    long lap = -1;
    int deadlines;
    int slot;

    @Nullable
    Backlog<T> backlog;

    /** Present if the source waits for this member. */
    Seats.@Nullable Seat seat;

    Member(Shard<T> shard, long id, Subscriber<? super T> downstream, Overflow<T> policy, Seats.@Nullable Seat seat) {
        this.shard = shard;
        this.id = id;
        this.downstream = downstream;
        this.policy = policy;
        this.seat = seat;
    }

    // Any thread.

    @Override
    public void request(long n) {
        IllegalArgumentException wrong = Demand.violation(n);
        if (wrong != null) {
            violate(wrong);
            return;
        }
        for (long now = requested; now != CANCELLED && now != Long.MAX_VALUE; now = requested) {
            if (REQUESTED.compareAndSet(this, now, Demand.add(now, n))) {
                if (behind) {
                    wake();
                }
                return;
            }
        }
    }

    @Override
    public void cancel() {
        requested = CANCELLED;
        wake();
    }

    /** Ends this member alone, with {@code error}. */
    void violate(Throwable error) {
        violation = error;
        wake();
    }

    /** A function of its policy failed on a value, which is lost with all that waits. In the drain. */
    void failOn(Throwable failure) {
        givenUp++;
        violate(failure);
    }

    /** Has this member end with {@code error} once it is admitted. */
    void violateOnAdmission(Throwable error) {
        violation = error;
    }

    /** Has the shard look at this member, unless it is about to anyway. */
    void wake() {
        if (MAILED.compareAndSet(this, false, true)) {
            shard.mail(this);
        }
    }

    @Override
    public void change(Overflow<T> overflow) {
        shard.hub.change(this, overflow);
    }

    @Override
    public MemberCounters counters() {
        shard.observe();
        long queued = queued();
        long nowDelivered = delivered();
        long nowConflated = conflated;
        long nowDropped = dropped;
        long nowGivenUp = givenUp;
        long nowPublished = nowDelivered + nowConflated + nowDropped + nowGivenUp + queued;
        if (isBehind()) {
            long lost = published() - nowPublished;
            if (lost > 0 && shelf.lossesAreConflated(this)) {
                nowConflated += lost;
            } else if (lost > 0) {
                nowDropped += lost;
            }
            nowPublished += Math.max(0, lost);
        }
        long bytes = isBehind() ? shelf.queuedBytes(this) : 0;
        return new MemberCounters(
                id,
                policy.toString(),
                nowPublished,
                nowDelivered,
                nowConflated,
                departure.count(nowDropped, nowGivenUp),
                queued,
                bytes);
    }

    // The shard's drain only.

    /** Becomes one of the shard's members, after what {@code replayed} holds. */
    void admit(Shelf<T> itsShelf, List<T> replayed) {
        shelf = itsShelf;
        head = replayed;
        start = shard.position() - replayed.size();
    }

    long delivered() {
        return inStep ? published() - conflated - dropped - givenUp : delivered;
    }

    /** The position up to which a member in step has demand. */
    long demandedUpTo() {
        long now = requested;
        long upTo = shard.position() - delivered() + now;
        return now == Long.MAX_VALUE || (upTo < 0 && now > 0) ? Long.MAX_VALUE : upTo;
    }

    @Nullable
    Subscriber<? super T> downstream() {
        return downstream;
    }

    /** Whether there is demand for a member that is behind. */
    boolean hasDemand() {
        return delivered < requested;
    }

    boolean isCancelled() {
        return requested == CANCELLED;
    }

    @Nullable
    Throwable violation() {
        return violation;
    }

    boolean isAdmitted() {
        return place >= 0;
    }

    boolean isGone() {
        return place == GONE;
    }

    /** Whether values wait, or may wait, for this member. */
    boolean isBehind() {
        return behind && place >= 0;
    }

    /** From here on the values from {@code position} wait on the shelf. Returns whether demand has come meanwhile. */
    boolean fallBehind(long position) {
        leaveStep();
        cursor = position;
        shelf.fallBehind(this);
        behind = true;
        return hasDemand() || isCancelled() || violation != null;
    }

    /** The next value that waits, or null if this member has caught up. */
    @Nullable
    T next() {
        if (headIndex < head.size()) {
            T value = head.get(headIndex++);
            if (headIndex == head.size()) {
                head = List.of();
                headIndex = 0;
            }
            return value;
        }
        return shelf.next(this);
    }

    /** What waits has been taken, or is given up: back in step. */
    void catchUp() {
        settle();
        shelf.release(this);
        behind = false;
        inStep = true;
    }

    private void leaveStep() {
        delivered = delivered();
        inStep = false;
    }

    /** Counts what was lost so far. */
    void settle() {
        long lost = published() - delivered() - conflated - dropped - givenUp - queued();
        if (shelf.lossesAreConflated(this)) {
            conflated += lost;
        } else {
            dropped += lost;
        }
    }

    /** Allows the next mail to get through; what came before it is seen by who looks from here on. */
    void openMail() {
        mailed = false;
    }

    void lose(long n) {
        start -= n;
        if (policy.conflates()) {
            conflated += n;
        } else {
            dropped += n;
        }
    }

    /** Values meant for this member since it joined. */
    long published() {
        return shard.position() - start;
    }

    long queued() {
        return isBehind() ? head.size() - headIndex + shelf.queued(this) : 0;
    }

    /** Moves all that waits to the front, in front of whatever another shelf will hold. */
    void keepQueued() {
        List<T> kept = new ArrayList<>(head.subList(headIndex, head.size()));
        // In front from the start: what has been taken off the shelf counts as queued all the time.
        head = kept;
        headIndex = 0;
        for (T value; (value = shelf.next(this)) != null; ) {
            kept.add(value);
        }
        settle();
        shelf.release(this);
        behind = false;
    }

    /** Values in front of what the shelf holds. */
    int kept() {
        return head.size() - headIndex;
    }

    void change(Shelf<T> to) {
        shelf = to;
        policy = to.policy;
        deadlines = Deadlines.afterChange(deadlines);
    }

    /** Gets another policy before it is one of the shard's members. */
    void admitWith(Overflow<T> to) {
        policy = to;
    }

    /** Gives what waits up and leaves with a final account. Returns whom to signal, if that is still to be done. */
    @Nullable
    Subscriber<? super T> depart(Departure why) {
        Subscriber<? super T> subscriber = isCancelled() ? null : downstream;
        departure = why;
        if (isBehind()) {
            settle();
            givenUp += queued();
            shelf.release(this);
        } else if (inStep) {
            leaveStep();
        }
        place = GONE;
        head = List.of();
        downstream = null;
        return subscriber;
    }

    Overflow<T> policy() {
        return policy;
    }

    /** Emits the next of the values that wait, for which there is demand; returns false if none waits. */
    boolean emitNext() {
        boolean replaying = headIndex < head.size();
        T value = next();
        if (value == null) {
            return false;
        }
        emit(value);
        if (seat != null && !replaying) {
            reportProgress(seat);
        }
        return true;
    }

    private void emit(T value) {
        Subscriber<? super T> subscriber = downstream;
        if (subscriber == null) {
            return;
        }
        delivered++;
        try {
            subscriber.onNext(value);
        } catch (Throwable error) { // rule 2.13: the subscription counts as cancelled
            cancel();
            RxJavaPlugins.onError(error);
        }
    }

    /** Makes room in front of the source, in steps of three quarters of the prefetch, as each costs the hub's lock. */
    void reportProgress(Seats.Seat its) {
        int prefetch = policy.maxMessages();
        if (++its.unreported >= prefetch - (prefetch >> 2)) {
            int n = its.unreported;
            its.unreported = 0;
            shard.hub.advance(its, n);
        }
    }
}
