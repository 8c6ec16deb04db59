package io.sluice.fanout;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The members this thread has found ready to emit and has yet to drain.
 *
 * <p>Threading: one instance per thread, confined to it.
 *
 * <p>A member's {@code onNext} may publish, request or join and so make other members ready. They are drained in place,
 * before that call returns, so that a burst published from within {@code onNext} does not pile up in front of members that
 * would take it. Each nested call has a queue of its own. Beyond {@link #MAX_DEPTH} nested calls members are left to the
 * innermost drain that is under way, which takes them next: the stack does not grow with the number of members.
 */
final class Turns {

    private static final int MAX_DEPTH = 16;
    /** A queue that was longer than this is not kept for the thread's next turn. */
    private static final int KEEP = 1024;

    // Nothing in it outlives a call: what stays with the thread is a few empty queues.
    private static final ThreadLocal<Turns> CURRENT = ThreadLocal.withInitial(Turns::new);

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of queues cannot be created otherwise
    private final @Nullable ArrayDeque<Member<?>>[] queues = new ArrayDeque[MAX_DEPTH];

    private int depth;
    private int held;

    private Turns() {}

    static Turns current() {
        return CURRENT.get();
    }

    /** Keeps {@link #run} from draining until {@link #release}: while this thread holds a hub's lock nothing is emitted. */
    void hold() {
        held++;
    }

    void release() {
        held--;
    }

    /** The queue that this thread's next {@link #run}, or the drain that must stand in for it, works through. */
    ArrayDeque<Member<?>> queue() {
        int level = Math.min(depth, MAX_DEPTH - 1);
        ArrayDeque<Member<?>> queue = queues[level];
        if (queue == null) {
            queue = new ArrayDeque<>();
            queues[level] = queue;
        }
        return queue;
    }

    /** Drains the members queued, in turn, until none of them has anything left to emit. */
    void run() {
        if (held > 0 || depth == MAX_DEPTH) {
            return;
        }
        ArrayDeque<Member<?>> queue = queue();
        boolean grown = queue.size() > KEEP;
        depth++;
        try {
            Member<?> member;
            while ((member = queue.poll()) != null) {
                if (member.drain(queue)) {
                    queue.add(member);
                }
            }
        } finally {
            depth--;
        }
        if (grown) {
            queues[depth] = null;
        }
    }
}
