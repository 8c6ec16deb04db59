package io.sluice.fanout;

import org.jspecify.annotations.Nullable;

/**
 * What the members of one policy that are behind have yet to get, kept once for all of them as far as the policy allows.
 * Members that keep up cost it nothing, and it holds nothing for them.
 *
 * <p>A member's {@link Member#cursor} is the position of the next value it has not been given; positions count the values of
 * its shard. What a shelf cannot find between cursor and position any more was lost to the policy.
 *
 * <p>Threading: confined to its shard's drain, but for {@link #queued} and {@link #queuedBytes}, which any thread may call and
 * which are exact while nothing is under way.
 */
abstract class Shelf<T> {

    final Overflow<T> policy;
    final Shard<T> shard;

    /** Members with this policy in this shard. */
    int members;
    /** Whether the shard gives it each value. */
    boolean busy;
    /** Those among the members that are behind. */
    int waiting;

    Shelf(Overflow<T> policy, Shard<T> shard) {
        this.policy = policy;
        this.shard = shard;
    }

    /** Takes the value at {@code position}. Called only while members wait. */
    abstract void put(long position, T value);

    /** The next value for {@code member}, or null if it has caught up. Moves its cursor and settles what it lost. */
    abstract @Nullable T next(Member<T> member);

    /** Values waiting for {@code member}, which is behind. */
    abstract long queued(Member<T> member);

    /** Their size, if the policy weighs them; otherwise 0. */
    long queuedBytes(Member<T> member) {
        return 0;
    }

    /** Whether what {@code member} was not given, and does not wait for it, was replaced by later values. */
    boolean lossesAreConflated(Member<T> member) {
        return policy.conflates() && member.backlog == null;
    }

    /** A function of the policy failed on the value at the shard's position: it harms those it was called for. */
    void fail(Throwable failure) {
        shard.behind(this).forEach(member -> member.failOn(failure));
    }

    /** {@code member} falls behind: its cursor is the position of the value that comes next. */
    void fallBehind(Member<T> member) {
        waiting++;
    }

    /** {@code member} has caught up or is gone; nothing waits for it any more. */
    void release(Member<T> member) {
        if (--waiting == 0) {
            clear();
        }
    }

    /** Nobody waits: gives back what was kept. */
    abstract void clear();

    /** Cuts off the members whose bound is exceeded. Called after each value that was put. */
    void enforce() {}
}
