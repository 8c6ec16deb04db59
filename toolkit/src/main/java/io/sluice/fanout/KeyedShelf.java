package io.sluice.fanout;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last value per key once for all members that are behind: a value costs one update, however many there are.
 *
 * <p>The shared log has one weakness: under an overload that lasts, hot keys move to its end again and again and are never
 * reached. So a member that has worked through all that was there when it began, and is still behind, gets a backlog of its
 * own with what is left, in which a key keeps its place. No key waits for longer than the two rounds.
 */
final class KeyedShelf<T> extends Shelf<T> {

    private final KeyedLog<T> log = new KeyedLog<>();
    private final Function<? super T, ?> key;
    private final @Nullable ToLongFunction<? super T> weigher;
    private final Backlogs<T> backlogs;

    KeyedShelf(Overflow<T> policy, Shard<T> shard) {
        super(policy, shard);
        this.key = Objects.requireNonNull(policy.key());
        this.weigher = policy.weigher();
        this.backlogs = new Backlogs<>(shard);
    }

    @Override
    void put(long position, T value) {
        Object itsKey = Objects.requireNonNull(key.apply(value), "the key function returned null");
        log.put(position, itsKey, value, weigher == null ? 0 : Weight.of(value, weigher));
        backlogs.offer(value);
    }

    @Override
    @Nullable
    T next(Member<T> member) {
        Backlog<T> backlog = member.backlog;
        if (backlog != null) {
            return backlog.poll();
        }
        KeyedLog.Entry<T> entry = log.next(member.cursor);
        if (entry == null) {
            return null;
        }
        if (member.lap < 0) {
            member.lap = shard.position();
        } else if (member.cursor >= member.lap) {
            return leaveLog(member).poll();
        }
        member.cursor = entry.position + 1;
        return entry.value;
    }

    private Backlog<T> leaveLog(Member<T> member) {
        Backlog<T> backlog = policy.newBacklog();
        long cursor = member.cursor;
        for (KeyedLog.Entry<T> entry; (entry = log.next(cursor)) != null; ) {
            backlog.offer(entry.value); // calls functions of the user's: nothing is changed until they have returned
            cursor = entry.position + 1;
        }
        member.settle();
        member.cursor = cursor;
        backlogs.add(member, backlog);
        return backlog;
    }

    @Override
    long queued(Member<T> member) {
        Backlog<T> backlog = member.backlog;
        return backlog == null ? log.countFrom(member.cursor) : backlog.size();
    }

    @Override
    long queuedBytes(Member<T> member) {
        if (weigher == null) {
            return 0;
        }
        Backlog<T> backlog = member.backlog;
        return backlog == null ? log.bytesFrom(member.cursor) : backlog.bytes();
    }

    @Override
    void fallBehind(Member<T> member) {
        super.fallBehind(member);
        member.lap = -1;
    }

    @Override
    void release(Member<T> member) {
        backlogs.remove(member);
        super.release(member);
    }

    @Override
    void clear() {
        log.clear();
    }

    @Override
    void enforce() {
        backlogs.enforce(policy.maxMessages(), policy.maxBytes());
        while (isOverfull()) {
            Member<T> last = shard.furthestBehind(this);
            log.forgetBefore(last == null ? Long.MAX_VALUE : last.cursor);
            if (last != null && isOverfull()) {
                shard.disconnect(last);
            }
        }
    }

    private boolean isOverfull() {
        return log.keys() > policy.maxMessages() || (log.keys() > 1 && log.bytes() > policy.maxBytes());
    }
}
