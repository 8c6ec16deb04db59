package io.sluice.fanout;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * When to look whether a member that is behind has passed its bound: not before so many values, or bytes, have come that it
 * could have. A member is looked at once per bound's worth of traffic, and in between costs nothing.
 *
 * <p>Each member is here at most once: one that has caught up meanwhile, or is gone, is found so when its time comes. One that
 * has changed its policy has left its deadlines behind, void.
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

    /** The bits of {@link Member#deadlines} that say where it is; those above count its changes. */
    private static final int FLAGS = 2;

    /** So many more than are waiting may be here before those are looked for that need not be. */
    private static final int SLACK = 16;

    private record Deadline<T>(Member<T> member, long at, int change) {}

    private final int flag;
    private final PriorityQueue<Deadline<T>> queue = new PriorityQueue<>((a, b) -> Long.compare(a.at, b.at));

    Deadlines(Of what) {
        this.flag = what.flag;
    }

    /**
     * {@code member} has to be looked at when the count reaches {@code at}, unless it is to be earlier anyway.
     *
     * @param waiting number of members that are behind
     */
    void add(Member<T> member, long at, int waiting) {
        if (queue.size() > 2 * waiting + SLACK) {
            sweep();
        }
        if ((member.deadlines & flag) == 0) {
            member.deadlines |= flag;
            queue.add(new Deadline<>(member, at, changes(member)));
        }
    }

    /** Lets go of the members that are not behind any more: they may be gone, and nobody may ever look. */
    private void sweep() {
        queue.removeIf(deadline -> {
            boolean current = deadline.change == changes(deadline.member);
            if (current && deadline.member.isBehind()) {
                return false;
            }
            if (current) {
                deadline.member.deadlines &= ~flag;
            }
            return true;
        });
    }

    /** Takes out a member that has to be looked at now that the count is {@code now}, or returns null. */
    @Nullable
    Member<T> due(long now) {
        for (Deadline<T> first; (first = queue.peek()) != null && first.at <= now; ) {
            queue.poll();
            Member<T> member = first.member;
            if (first.change == changes(member)) {
                member.deadlines &= ~flag;
                return member;
            }
        }
        return null;
    }

    /** What {@link Member#deadlines} is after a change of policy. */
    static int afterChange(int deadlines) {
        return (deadlines | ((1 << FLAGS) - 1)) + 1;
    }

    private static int changes(Member<?> member) {
        return member.deadlines >>> FLAGS;
    }
}
