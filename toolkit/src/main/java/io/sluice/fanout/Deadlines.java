package io.sluice.fanout;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When to look whether a member that is behind has passed its bound: not before so many values, or bytes, have come that it
 * could have. A member is looked at once per bound's worth of traffic, and in between costs nothing.
 *
 * <p>Each member is here at most once: one that has caught up meanwhile, or is gone, is found so when its time comes.
 */
final class Deadlines<T> {

    enum Of {
        MESSAGES(1),
        BYTES(2);

        private final int flag;

        Of(int flag) {
            this.flag = flag;
        }
    }

    private record Deadline<T>(Member<T> member, long at) {}

    private final int flag;
    private final PriorityQueue<Deadline<T>> queue = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));

    Deadlines(Of what) {
        this.flag = what.flag;
    }

    /** {@code member} has to be looked at when the count reaches {@code at}, unless it is to be earlier anyway. */
    void add(Member<T> member, long at) {
        if ((member.deadlines & flag) == 0) {
            member.deadlines |= flag;
            queue.add(new Deadline<>(member, at));
        }
    }

    /** Takes out a member that has to be looked at now that the count is {@code now}, or returns null. */
    @Nullable
    Member<T> due(long now) {
        Deadline<T> first = queue.peek();
        if (first == null || first.at > now) {
            return null;
        }
        queue.poll();
        first.member.deadlines &= ~flag;
        return first.member;
    }
}
