package io.sluice.fanout;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the last values for all members that are behind, each of which has a cursor of its own among them. What falls off the
 * ring is what the policy drops; members that must not miss a value are cut off before that.
 */
final class RingShelf<T> extends Shelf<T> {

    private final Ring<T> ring;
    private final @Nullable ToLongFunction<? super T> weigher;
    private final @Nullable Deadlines<T> messageDeadlines;
    private final @Nullable Deadlines<T> byteDeadlines;
    private final @Nullable StallWatch<T> stallWatch;

    RingShelf(Overflow<T> policy, Shard<T> shard) {
        super(policy, shard);
        weigher = policy.weigher();
        ring = new Ring<>(weigher != null);
        boolean lossless = policy.kind() != Overflow.Kind.DROP_OLDEST;
        messageDeadlines = lossless ? new Deadlines<>(Deadlines.Of.MESSAGES) : null;
        stallWatch = policy.newStallWatch(this);
        byteDeadlines = lossless && weigher != null ? new Deadlines<>(Deadlines.Of.BYTES) : null;
    }

    @Override
    void put(long position, T value) {
        ring.add(position, value, weigher == null ? 0 : Weight.of(value, weigher));
        if (stallWatch != null) {
            stallWatch.valueCame();
        }
        if (policy.kind() == Overflow.Kind.DROP_OLDEST) {
            while (ring.end() - ring.begin() > policy.maxMessages()
                    || (ring.end() - ring.begin() > 1 && ring.bytesFrom(ring.begin()) > policy.maxBytes())) {
                ring.removeFirst();
            }
        }
    }

    @Override
    void fail(Throwable failure) {
        // The value counts as waiting, by its position.
        shard.behind(this).forEach(member -> member.violate(failure));
    }

    @Override
    @Nullable
    T next(Member<T> member) {
        if (member.cursor >= shard.position()) {
            return null;
        }
        long from = firstKept(member);
        member.dropped += from - member.cursor;
        member.cursor = from + 1;
        if (stallWatch != null) {
            stallWatch.progressed(member, member.cursor >= shard.position());
        }
        return ring.get(from);
    }

    @Override
    long queued(Member<T> member) {
        return Math.max(0, shard.position() - firstKept(member));
    }

    @Override
    long queuedBytes(Member<T> member) {
        return weigher == null ? 0 : ring.bytesFrom(firstKept(member));
    }

    @Override
    void fallBehind(Member<T> member) {
        super.fallBehind(member);
        if (stallWatch != null) {
            stallWatch.progressed(member, true);
        }
        if (messageDeadlines != null) {
            messageDeadlines.add(member, member.cursor + bound(member) + 1, waiting);
        }
        if (byteDeadlines != null) {
            byteDeadlines.add(member, bytesDeadline(member), waiting);
        }
    }

    @Override
    void clear() {
        ring.clear();
    }

    @Override
    void enforce() {
        if (messageDeadlines == null) {
            return;
        }
        for (Member<T> member; (member = messageDeadlines.due(ring.end())) != null; ) {
            if (isBehind(member)) {
                if (shard.position() - member.cursor > bound(member)) {
                    shard.disconnect(member);
                } else {
                    messageDeadlines.add(member, member.cursor + bound(member) + 1, waiting);
                }
            }
        }
        if (byteDeadlines != null) {
            enforceBytes(byteDeadlines);
        }
        while (ring.end() - ring.begin() > (long) policy.maxMessages() + SourceDemand.WINDOW) {
            ring.removeFirst();
        }
    }

    private void enforceBytes(Deadlines<T> deadlines) {
        for (Member<T> member; (member = deadlines.due(ring.sumAt(ring.end()))) != null; ) {
            if (isBehind(member)) {
                if (shard.position() - member.cursor > 1 && ring.bytesFrom(member.cursor) > policy.maxBytes()) {
                    shard.disconnect(member);
                } else {
                    // One that waits for a single value, however large, is looked at again with the next.
                    long full = bytesDeadline(member);
                    deadlines.add(member, Math.max(full, ring.sumAt(ring.end()) + 1), waiting);
                }
            }
        }
    }

    /** The sum of bytes at which {@code member} has passed its bound, at the earliest. */
    private long bytesDeadline(Member<T> member) {
        long sum = ring.sumAt(member.cursor);
        return policy.maxBytes() >= Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + policy.maxBytes() + 1;
    }

    private boolean isBehind(Member<T> member) {
        return member.shelf == this && member.isBehind();
    }

    private long firstKept(Member<T> member) {
        return Math.max(member.cursor, Math.min(ring.begin(), shard.position()));
    }

    /** A member that its source waits for may in addition be sent what had been requested when it joined. */
    private long bound(Member<T> member) {
        Seats.Seat seat = member.seat;
        return policy.maxMessages() + (seat == null ? 0 : seat.ahead);
    }
}
