package io.sluice.connection;

import io.netty.channel.EventLoop;
import io.vertx.core.Handler;
import io.vertx.core.internal.ContextInternal;
import java.util.concurrent.RejectedExecutionException;

/**
 * Handing work to an event loop from any thread. A loop that has ended takes none: its channels are gone by then, and so are
 * the threads that could race with the caller.
 */
final class EventLoops {

    private EventLoops() {}

    /**
     * Runs {@code task} here if this is the loop's thread, else there.
     *
     * @return false if the loop has ended; the task is dropped then
     */
    static boolean execute(EventLoop loop, Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
            return true;
        }
        try {
            loop.execute(task);
            return true;
        } catch (RejectedExecutionException ended) {
            if (!loop.isShuttingDown()) {
                throw ended;
            }
            return false;
        }
    }

    /** Emits on {@code context}, or here if its loop has ended: signals that are due are not lost. */
    static void emit(ContextInternal context, Handler<Void> signals) {
        try {
            context.emit(signals);
        } catch (RejectedExecutionException ended) {
            if (!context.nettyEventLoop().isShuttingDown()) {
                throw ended;
            }
            signals.handle(null);
        }
    }
}
