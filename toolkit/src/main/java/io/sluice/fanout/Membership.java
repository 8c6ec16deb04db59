package io.sluice.fanout;

/**
 * One member as seen from outside its stream: who keeps it can follow the member's account while it runs and after, and
 * change its policy.
 *
 * <p>Threading: every method may be called from any thread.
 *
 * @param <T> type of the hub's values
 */
public interface Membership<T> {

    /** The member's account now, or as it stood when the member left. */
    MemberCounters counters();

    /**
     * Gives the member another policy from the next published value on. What waits for it by then stays, comes first, and
     * does not count towards the new bound. A member that takes nothing through change after change is disconnected once more
     * than 65,536 values, or twice what its policy allows if that is more, have been kept for it. Ignored once the member is
     * gone.
     */
    void change(Overflow<T> overflow);
}
