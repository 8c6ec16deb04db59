package io.sluice.fanout;

import static io.sluice.fanout.Expect.same;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a member should see, by the simplest means: it is told of all that happens and checks all that is emitted. */
final class ReferenceMember {

    /** Values {@linkplain Membership#change kept} or replayed, which come first. */
    private final List<Item> head = new ArrayList<>();

    private final ReferenceQueue.Losses losses = new ReferenceQueue.Losses();
    private Drops atTheEnd = new Drops(0, 0, 0, 0);

    ReferencePolicy policy;
    ReferenceQueue waiting;
    /** From here on signals may come. */
    boolean subscribed;

    private boolean admitted;
    private boolean cancelled;
    private boolean terminated;
    private boolean violated;
    private boolean ended;
    /** Its end is decided: nothing but the terminal signal comes. */
    private @Nullable Class<? extends Throwable> cutOffBy;

    private boolean endIsDue;
    private @Nullable Throwable endError;

    /** The value on its way, if nothing waited when it came. */
    private @Nullable Item fresh;

    private boolean mayHaveMissedTheLast;
    private long demand;
    boolean disconnected;
    long published;
    long delivered;

    ReferenceMember(ReferencePolicy policy) {
        this.policy = policy;
        this.waiting = policy.newQueue();
    }

    void admitted(List<Item> replayed) {
        admitted = true;
        published = replayed.size();
        head.addAll(replayed);
        if (cancelled) {
            leave();
        }
    }

    void put(Item item) {
        if (isGone()) {
            return;
        }
        published++;
        fresh = queued() == 0 ? item : null;
        waiting.put(item, demand > 0, losses);
        if (policy.kind() == ReferencePolicy.Kind.LOCKSTEP && waiting.size() > policy.bound() + SourceDemand.WINDOW) {
            throw new AssertionError("more than was asked of the source: " + waiting.size());
        }
    }

    /** What waits stays and comes first; the new bound counts from here. */
    void changed(ReferencePolicy to) {
        if (isGone()) {
            return;
        }
        head.addAll(waiting.items());
        policy = to;
        waiting = to.newQueue();
    }

    /** The hub it joins has ended: the end comes after what is replayed. */
    void joinedTooLate(@Nullable Throwable error) {
        ended = true;
        endError = error;
    }

    void ended(@Nullable Throwable error) {
        ended = true;
        endError = error;
        endIsDue = !isGone() && (queued() == 0 || (error != null && policy.eagerError()));
    }

    void requested(long n) {
        if (n <= 0) {
            violated = true;
        } else {
            demand += n;
        }
    }

    void cancelled() {
        if (!isGone()) {
            cancelled = true;
            mayHaveMissedTheLast = fresh != null && queued() == 1;
            leave();
        }
    }

    void emitted(Item item, long position) {
        assertMayBeSignalled();
        if (cutOffBy != null || endIsDue) {
            throw new AssertionError(item + " in place of a terminal signal");
        }
        if (demand <= 0) {
            throw new AssertionError(item + " without demand");
        }
        if (!head.isEmpty()) {
            same("replayed or kept value", item, head.remove(0));
        } else if (!waiting.take(item, position)) {
            throw new AssertionError(item + " was emitted, not the first of " + waiting.items());
        }
        demand--;
        delivered++;
        fresh = null;
    }

    /** Nothing more is emitted but the {@link SlowConsumerException}, if the bound is exceeded now. */
    void enforce() {
        if (isDisconnectDue() && cutOffBy == null) {
            if (demand > 0) {
                throw new AssertionError("cut off while its request for " + demand + " was under way");
            }
            cutOffBy = SlowConsumerException.class;
        }
    }

    void terminated(@Nullable Throwable error) {
        assertMayBeSignalled();
        if (cutOffBy != null) {
            same("error", error == null ? null : error.getClass(), cutOffBy);
            disconnected = true;
        } else if (endIsDue || !violated || (isEndDue() && !(error instanceof IllegalArgumentException))) {
            if (!isEndDue()) {
                throw new AssertionError("terminal signal " + error + " while " + queued() + " wait");
            }
            same("end", error, endError);
        } else {
            same("error", error == null ? null : error.getClass(), IllegalArgumentException.class);
        }
        terminated = true;
        int waited = dropAll();
        atTheEnd = disconnected ? new Drops(0, waited, 0, 0) : new Drops(0, 0, waited, 0);
    }

    /** All that was to be emitted before the next value, or before all is quiet, must have been. */
    void settle() {
        if (!isGone()) {
            if (demand > 0 && queued() > 0) {
                throw new AssertionError("demand of " + demand + " and " + queued() + " queued");
            }
            if (violated || isDisconnectDue() || isEndDue()) {
                String why = violated ? "a wrong request" : isEndDue() ? "the hub's end" : "its bound exceeded";
                throw new AssertionError("a terminal signal is due for " + why + " to a member with " + policy);
            }
            if (queued() == 0 && demand > 0) {
                waiting.caughtUp();
            }
        }
        waiting.settled();
        fresh = null;
    }

    void assertAccount(MemberCounters account) {
        if (mayHaveMissedTheLast && account.published() == published - 1) {
            published--;
            atTheEnd = new Drops(0, 0, 0, atTheEnd.left() - 1);
        }
        mayHaveMissedTheLast = false;
        same("published", account.published(), published);
        same("delivered", account.delivered(), delivered);
        same("conflated", account.conflated(), losses.conflated);
        same("drops", account.drops(), drops());
        same("queued", account.queued(), (long) queued());
        same("bytes queued", account.queuedBytes(), policy.weighs() ? (long) waiting.bytes() : 0L);
    }

    boolean isAdmitted() {
        return admitted;
    }

    boolean isGone() {
        return cancelled || terminated;
    }

    boolean hasBeenViolated() {
        return violated;
    }

    boolean isDisconnectDue() {
        return cutOffBy != null || (!isGone() && policy.isExceededBy(waiting));
    }

    boolean isEndDue() {
        return endIsDue || (ended && queued() == 0);
    }

    int queued() {
        return admitted ? head.size() + waiting.size() : 0;
    }

    long conflated() {
        return losses.conflated;
    }

    Drops drops() {
        return new Drops(losses.dropped, atTheEnd.disconnected(), atTheEnd.failed(), atTheEnd.left());
    }

    private void leave() {
        atTheEnd = new Drops(0, 0, 0, dropAll());
    }

    private int dropAll() {
        int waited = queued();
        head.clear();
        waiting = policy.newQueue();
        return waited;
    }

    private void assertMayBeSignalled() {
        if (!subscribed || cancelled || terminated) {
            throw new AssertionError("a signal " + (subscribed ? "to one that is gone" : "before onSubscribe"));
        }
    }
}
