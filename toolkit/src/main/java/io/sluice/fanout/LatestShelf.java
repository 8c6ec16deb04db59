package io.sluice.fanout;

import org.jspecify.annotations.Nullable;

/** Keeps one value for all, the last. */
final class LatestShelf<T> extends Shelf<T> {

    private @Nullable T latest;

    LatestShelf(Overflow<T> policy, Shard<T> shard) {
        super(policy, shard);
    }

    @Override
    void put(long position, T value) {
        latest = value;
    }

    @Override
    @Nullable
    T next(Member<T> member) {
        long behind = shard.position() - member.cursor;
        if (behind <= 0) {
            return null;
        }
        member.conflated += behind - 1;
        member.cursor = shard.position();
        return latest;
    }

    @Override
    long queued(Member<T> member) {
        return Math.min(1, shard.position() - member.cursor);
    }

    @Override
    void clear() {
        latest = null;
    }
}
