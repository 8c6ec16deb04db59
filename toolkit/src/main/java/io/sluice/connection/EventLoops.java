package io.sluice.connection;

import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/** Handing work to an event loop from any thread. */
final class EventLoops {

    private EventLoops() {}

    /** Runs {@code task} here if this is the loop's thread, else there; dropped if the loop has ended, and its channels with it. */
    static void execute(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            loop.execute(task);
        } catch (RejectedExecutionException ended) {
            if (!loop.isShuttingDown()) {
                throw ended;
            }
        }
    }
}
