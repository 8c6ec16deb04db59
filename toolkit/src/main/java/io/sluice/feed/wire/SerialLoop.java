package io.sluice.feed.wire;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one at a time, in order, on the threads that bring them: whoever finds nobody at work does it, with what others
 * bring meanwhile.
 *
 * <p>Threading: any thread; never blocks.
 */
final class SerialLoop implements Executor {

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger work = new AtomicInteger();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (work.getAndIncrement() != 0) {
            return;
        }
        do {
            Runnable next = tasks.poll();
            try {
                if (next != null) {
                    next.run();
                }
            } catch (RuntimeException broken) { // what comes after it is not to wait for ever
                RxJavaPlugins.onError(broken);
            }
        } while (work.decrementAndGet() != 0);
    }
}
