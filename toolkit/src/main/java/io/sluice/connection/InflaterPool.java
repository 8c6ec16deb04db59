package io.sluice.connection;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.Inflater;

/**
 * Inflaters with a window, for as long as a message takes: between messages a connection has none. A few that are idle are
 * kept, since making one takes longer than inflating a short message; one that finds no place is ended.
 *
 * <p>An inflater takes some 44 KB outside the heap, its window 32 KB in it.
 *
 * <p>Threading: any thread.
 */
final class InflaterPool {

    /** One of the pool, in one message's use. */
    static final class Lease {
        final Inflater inflater = new Inflater(true);
        final SlidingWindow window = new SlidingWindow();

        private Lease() {}

        private Lease taken() {
            IN_USE.incrementAndGet();
            return this;
        }

        /** To be called once, and nothing of it used any more. */
        void giveBack() {
            IN_USE.decrementAndGet();
            inflater.reset();
            window.clear();
            if (!IDLE.offer(this)) {
                inflater.end();
            }
        }
    }

    private static final BlockingQueue<Lease> IDLE =
            new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());

    private static final AtomicInteger IN_USE = new AtomicInteger();

    private InflaterPool() {}

    /** How many are in use in this process: one for each compressed message that has arrived in part. */
    static int inUse() {
        return IN_USE.get();
    }

    static Lease lease() {
        Lease idle = IDLE.poll();
        return (idle == null ? new Lease() : idle).taken();
    }
}
