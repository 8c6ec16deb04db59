package io.sluice.fanout;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * The members of a hub that live on one lane, and the one drain that emits to them.
 *
 * <p>What is published, and who joins, reaches a shard in its {@linkplain Inbox inbox}, in order; who requests or cancels, in
 * its mail, in any order. The drain takes a value, emits it to every member in step, has the shelves keep it for those that
 * are behind, serves the mail, and only then cuts off who has exceeded a bound.
 *
 * <p>Threading: {@link #schedule}, {@link #mail} and {@link #observe} may be called by any thread. All else is confined to the
 * drain, which belongs to whoever moved {@code wip} from 0 until it has moved it back; it runs on the lane's event loop or,
 * without one, on the thread that got it.
 *
 * <p>Invariants:
 * <ul>
 *   <li>No wake-up is lost: whoever fills the inbox or the mail does so first and increments {@code wip} after it; the drain
 *       gives its role up only if {@code wip} has not moved since its last look.
 *   <li>The roster's members in step have been given every value before {@code position}. Nothing but the pass itself moves
 *       members while it is under way.
 *   <li>Whatever a member does from within a signal ends up in the inbox or the mail: it changes nothing of a pass under way.
 * </ul>
 */
final class Shard<T> {

    /** Values emitted in a row to a member that is behind, before others get their turn. */
    private static final int BURST = 64;

    /** Values, or bursts, after which an event loop is given back to others for a moment. */
    private static final int TURN = 256;

    final Core<T> hub;
    final Inbox inbox = new Inbox();
    final Totals totals = new Totals();
    /** Number of the values published that have been taken out of the inbox in all. Guarded by the hub's lock. */
    long taken;

    private final Lane lane;
    private final AtomicInteger wip = new AtomicInteger();
    private final AtomicReference<@Nullable Member<T>> mail = new AtomicReference<>();

    private final Map<Overflow<T>, Shelf<T>> shelves = new HashMap<>();
    /** The shelves for which members wait; some that do no more are taken out later. */
    private final List<Shelf<T>> busy = new ArrayList<>();

    private final ArrayDeque<Member<T>> toServe = new ArrayDeque<>();
    private final Roster<T> roster = new Roster<>();
    private long position;
    private boolean ended;
    private @Nullable Throwable endError;

    Shard(Core<T> hub, Lane lane, boolean ended, @Nullable Throwable endError) {
        this.hub = hub;
        this.lane = lane;
        this.ended = ended;
        this.endError = endError;
    }

    // Any thread.

    /** Has the drain look at the inbox and the mail. */
    void schedule() {
        if (wip.getAndIncrement() == 0) {
            if (lane.isHere()) {
                Turns.drain(this);
            } else {
                hop();
            }
        }
    }

    /** Has the drain look at {@code member}, which is in no mail. */
    void mail(Member<T> member) {
        Member<T> first;
        do {
            first = mail.get();
            member.nextMailed = first;
        } while (!mail.compareAndSet(first, member));
        schedule();
    }

    /** Makes visible what the last drain did, if none is under way. */
    void observe() {
        int unused = wip.get();
    }

    /** Number of values given to the members, or kept for them, so far. */
    long position() {
        return position;
    }

    /** The members, as far as another thread can see them. */
    List<Member<T>> snapshot() {
        observe();
        return roster.snapshot();
    }

    // The drain.

    private void hop() {
        try {
            lane.execute(() -> Turns.drain(this));
        } catch (RejectedExecutionException loopHasEnded) {
            hub.abandon(this);
        }
    }

    /** Called by who has the role. */
    void drain() {
        int left = TURN;
        int missed = wip.get();
        do {
            while (step()) {
                if (lane.isLoop() && --left == 0) {
                    hop();
                    return;
                }
            }
            missed = wip.addAndGet(-missed);
        } while (missed != 0);
    }

    private boolean step() {
        try {
            if (serveNext()) {
                return true;
            }
            Object entry = inbox.poll();
            if (entry == null) {
                return inbox.hasMore() && hub.refill(this);
            }
            if (entry instanceof Order order) {
                order.carryOut();
            } else {
                @SuppressWarnings("unchecked") // all that is not an order was published
                T value = (T) entry;
                distribute(value);
            }
        } catch (Throwable bug) { // of an error handler that throws: the drain must not be left standing
            report(bug);
        }
        return true;
    }

    private static void report(Throwable bug) {
        try {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, bug);
        } catch (Throwable worse) {
            bug.addSuppressed(worse); // nobody is left to tell
        }
    }

    private void distribute(T value) {
        passToLive(value);
        for (int i = busy.size() - 1; i >= 0; i--) {
            Shelf<T> shelf = busy.get(i);
            if (shelf.waiting == 0) {
                busy.set(i, busy.get(busy.size() - 1));
                busy.remove(busy.size() - 1);
                shelf.busy = false;
            } else {
                put(value, shelf);
            }
        }
        position++;
        while (serveNext()) {
            // All who have asked meanwhile: nobody is cut off while a request is under way.
        }
        for (int i = busy.size() - 1; i >= 0; i--) {
            if (busy.get(i).waiting > 0) {
                busy.get(i).enforce();
            }
        }
    }

    /** Emits {@code value} to all that are in step and have demand; the others fall behind. */
    private void passToLive(T value) {
        // The arrays stay the same during a pass: members are added between values only.
        @Nullable Subscriber<? super T>[] downstreams = roster.downstreams();
        long[] limits = roster.limits();
        long now = position;
        int i = 0;
        while (i < roster.live()) {
            // Mail means that somebody may have been cancelled since: then each is looked at.
            if ((now >= limits[i] || mail.get() != null) && !mayEmit(i)) {
                continue;
            }
            try {
                Objects.requireNonNull(downstreams[i]).onNext(value);
            } catch (Throwable error) { // rule 2.13: the subscription counts as cancelled
                roster.get(i).cancel();
                RxJavaPlugins.onError(error);
            }
            i++;
        }
    }

    /** Looks at the member at {@code i}, which is in step: returns false if it is so no more, and another is at its place. */
    private boolean mayEmit(int i) {
        Member<T> member = roster.get(i);
        if (member.isCancelled()) {
            remove(member, Departure.LEFT);
            return false;
        }
        long limit = member.demandedUpTo();
        if (position >= limit) {
            fallBehind(member);
            return false;
        }
        Seats.Seat seat = member.seat;
        roster.setLimit(i, seat == null ? limit : 0);
        if (seat != null) {
            member.reportProgress(seat);
        }
        return true;
    }

    private void put(T value, Shelf<T> shelf) {
        try {
            shelf.put(position, value);
        } catch (Throwable failure) {
            shelf.fail(failure);
        }
    }

    private void fallBehind(Member<T> member) {
        roster.moveBehind(member);
        wait(member);
    }

    /** {@code member}, already among those behind, waits for the values from the position on. */
    private void wait(Member<T> member) {
        Shelf<T> shelf = member.shelf;
        if (!shelf.busy) {
            shelf.busy = true;
            busy.add(shelf);
        }
        if (member.fallBehind(position)) {
            member.wake();
        }
    }

    private boolean serveNext() {
        Member<T> member = toServe.poll();
        if (member == null) {
            takeMail();
            member = toServe.poll();
        }
        if (member == null) {
            return false;
        }
        member.openMail();
        if (member.isAdmitted()) {
            serve(member);
        }
        return true;
    }

    /** Moves the mail, which is a stack, to the queue in the order in which it came. */
    private void takeMail() {
        if (mail.get() == null) {
            return;
        }
        for (Member<T> member = mail.getAndSet(null); member != null; ) {
            Member<T> next = member.nextMailed;
            member.nextMailed = null;
            toServe.addFirst(member);
            member = next;
        }
    }

    private void serve(Member<T> member) {
        if (member.isCancelled()) {
            remove(member, Departure.LEFT);
            return;
        }
        Throwable violation = member.violation();
        if (violation != null) {
            fail(member, violation, Departure.ENDED);
            return;
        }
        if (!member.isBehind()) {
            return;
        }
        for (int i = 0; i < BURST; i++) {
            if (!member.hasDemand()) {
                endIfDue(member);
                return;
            }
            if (!emitNext(member)) {
                return;
            }
        }
        member.wake();
    }

    /** Emits what waits next for {@code member}; returns false if nothing does, or a function of its policy fails. */
    private boolean emitNext(Member<T> member) {
        boolean emitted = false;
        try {
            emitted = member.emitNext();
        } catch (Throwable failure) {
            member.violate(failure);
            return false;
        }
        if (!emitted) {
            catchUp(member);
        }
        return emitted;
    }

    /** The hub may have ended while {@code member} had values waiting: its end comes with the last, demand or not. */
    private void endIfDue(Member<T> member) {
        if (ended && member.queued() == 0 && !member.isCancelled()) {
            terminate(member);
        }
    }

    private void catchUp(Member<T> member) {
        member.catchUp();
        roster.moveInStep(member);
        if (ended) {
            terminate(member);
        }
    }

    // Orders of the hub, carried out in the drain.

    /** {@code start} values were published before those that {@code member} gets after the replayed ones. */
    void admit(Member<T> member, List<T> replayed, long start) {
        Shelf<T> shelf = shelf(member.policy());
        member.admit(shelf, replayed);
        roster.add(member);
        hub.start(member.seat, start);
        wait(member);
        member.wake();
    }

    void change(Member<T> member, Overflow<T> policy, Seats.@Nullable Seat seat) {
        if (member.isGone()) {
            hub.vacate(seat);
            return;
        }
        hub.vacate(member.seat);
        member.seat = seat;
        if (!member.isAdmitted()) { // it is still being told of its subscription
            member.admitWith(policy);
            return;
        }
        long mostKept = Math.max(Inbox.MAX, 2L * member.policy().maxMessages());
        if (member.isBehind()) {
            try {
                member.keepQueued();
            } catch (Throwable failure) { // of a function of the policy that was
                member.violate(failure);
                return;
            }
        } else {
            roster.moveBehind(member);
        }
        leave(member.shelf);
        member.change(shelf(policy));
        wait(member);
        if (member.kept() > mostKept) {
            disconnect(member, mostKept + " values kept through changes of its policy");
        } else {
            member.wake();
        }
    }

    void end(@Nullable Throwable error) {
        ended = true;
        endError = error;
        while (roster.live() > 0) {
            terminate(roster.get(roster.live() - 1));
        }
        for (int i = roster.size() - 1; i >= 0; i--) {
            Member<T> member = roster.get(i);
            if (member.queued() == 0 || (error != null && member.policy().hasEagerError())) {
                terminate(member);
            }
        }
    }

    /** {@code n} values are missing here, because this lane was too far behind. */
    void lose(long n) {
        for (int i = roster.size() - 1; i >= 0; i--) {
            Member<T> member = roster.get(i);
            if (member.policy().mayDrop()) {
                member.lose(n);
            } else {
                disconnect(member, Inbox.MAX + " values while its thread was busy");
            }
        }
    }

    // Ways to leave.

    /** Cuts {@code member} off because its bound is exceeded. */
    void disconnect(Member<T> member) {
        disconnect(member, member.policy().bound());
    }

    /** Cuts {@code member} off, for which more than {@code bound} came. */
    void disconnect(Member<T> member, String bound) {
        if (!member.isCancelled()) {
            totals.disconnects++;
        }
        fail(member, new SlowConsumerException(bound), Departure.DISCONNECTED);
    }

    private void fail(Member<T> member, Throwable error, Departure why) {
        signal(remove(member, why), error);
    }

    private void terminate(Member<T> member) {
        signal(remove(member, Departure.ENDED), endError);
    }

    private static void signal(@Nullable Subscriber<?> subscriber, @Nullable Throwable error) {
        if (subscriber == null) {
            return;
        }
        try {
            if (error == null) {
                subscriber.onComplete();
            } else {
                subscriber.onError(error);
            }
        } catch (Throwable thrown) {
            RxJavaPlugins.onError(thrown);
        }
    }

    private @Nullable Subscriber<? super T> remove(Member<T> member, Departure because) {
        int place = member.place;
        Departure why = member.isCancelled() ? Departure.LEFT : because;
        Subscriber<? super T> subscriber = member.depart(why);
        roster.remove(place);
        leave(member.shelf);
        totals.add(member, why);
        hub.left(member.seat);
        return subscriber;
    }

    private Shelf<T> shelf(Overflow<T> policy) {
        Shelf<T> shelf = shelves.get(policy);
        if (shelf == null) {
            shelf = policy.newShelf(this);
            shelves.put(policy, shelf);
        }
        shelf.members++;
        return shelf;
    }

    private void leave(Shelf<T> shelf) {
        if (--shelf.members == 0) {
            shelves.remove(shelf.policy);
        }
    }

    /** The members of {@code shelf} that are behind. */
    List<Member<T>> behind(Shelf<T> shelf) {
        return roster.behind(shelf);
    }

    /** The member of {@code shelf} with the lowest cursor among those that have no backlog of their own, or null. */
    @Nullable
    Member<T> furthestBehind(Shelf<T> shelf) {
        Member<T> furthest = null;
        for (Member<T> member : behind(shelf)) {
            if (member.backlog == null && (furthest == null || member.cursor < furthest.cursor)) {
                furthest = member;
            }
        }
        return furthest;
    }
}
