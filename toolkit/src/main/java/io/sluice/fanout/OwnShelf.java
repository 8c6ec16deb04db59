package io.sluice.fanout;

import org.jspecify.annotations.Nullable;

/** Gives each member that is behind a backlog of its own. A value costs a step for each of them. */
final class OwnShelf<T> extends Shelf<T> {

    private final Backlogs<T> backlogs;

    OwnShelf(Overflow<T> policy, Shard<T> shard) {
        super(policy, shard);
        backlogs = new Backlogs<>(shard);
    }

    @Override
    void put(long position, T value) {
        backlogs.offer(value);
    }

    @Override
    @Nullable
    T next(Member<T> member) {
        Backlog<T> backlog = member.backlog;
        return backlog == null ? null : backlog.poll();
    }

    @Override
    long queued(Member<T> member) {
        Backlog<T> backlog = member.backlog;
        return backlog == null ? 0 : backlog.size();
    }

    @Override
    long queuedBytes(Member<T> member) {
        Backlog<T> backlog = member.backlog;
        return backlog == null ? 0 : backlog.bytes();
    }

    @Override
    boolean lossesAreConflated(Member<T> member) {
        return false; // they are counted one by one
    }

    @Override
    void fallBehind(Member<T> member) {
        super.fallBehind(member);
        backlogs.add(member, policy.newBacklog());
    }

    @Override
    void release(Member<T> member) {
        backlogs.remove(member);
        super.release(member);
    }

    @Override
    void clear() {}

    @Override
    void enforce() {
        if (policy.kind() == Overflow.Kind.CONFLATE) {
            backlogs.enforce(policy.maxMessages(), policy.maxBytes());
        }
    }
}
