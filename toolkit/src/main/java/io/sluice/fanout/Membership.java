package io.sluice.fanout;

/**
 * One member as seen from outside its stream: who keeps it can follow the member's account while it runs and after.
 *
 * <p>Threading: every method may be called from any thread.
 */
public interface Membership {

    /** The member's account now, or as it stood when the member left. */
    MemberCounters counters();
}
