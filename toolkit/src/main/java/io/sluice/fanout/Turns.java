package io.sluice.fanout;

import java.util.ArrayDeque;

/**
 * The shards this thread has to drain: in place as long as calls are not nested deeply, later otherwise.
 *
 * <p>Threading: one instance per thread, confined to it.
 *
 * <p>A member's {@code onNext} may publish to another hub, whose members may publish to a third. They are drained in place,
 * before that call returns. Beyond {@link #MAX_DEPTH} nested drains a shard is left to the innermost drain under way, which
 * takes it next: the stack does not grow with the length of the chain.
 */
final class Turns {

    private static final int MAX_DEPTH = 16;

    // Nothing in it outlives a call: what stays with the thread is an empty queue.
    private static final ThreadLocal<Turns> CURRENT = ThreadLocal.withInitial(Turns::new);

    private final ArrayDeque<Shard<?>> putOff = new ArrayDeque<>(0);
    private int depth;

    private Turns() {}

    /** Drains {@code shard}, whose role the caller has taken: now, or as soon as calls are nested less deeply. */
    static void drain(Shard<?> shard) {
        CURRENT.get().run(shard);
    }

    private void run(Shard<?> shard) {
        if (depth == MAX_DEPTH) {
            putOff.add(shard);
            return;
        }
        depth++;
        try {
            shard.drain();
            while (depth == MAX_DEPTH) {
                Shard<?> next = putOff.poll();
                if (next == null) {
                    break;
                }
                next.drain();
            }
        } finally {
            depth--;
        }
    }
}
