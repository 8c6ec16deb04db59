package io.sluice.wire;

import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The timers that event loops still have to run: one left behind by a connection holds all of it in memory. */
public final class Timers {

    private Timers() {}

    /** How many are pending on the event loops of {@code vertx}; none once it is closed. */
    public static int pending(Vertx vertx) {
        int pending = 0;
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            if (!loop.isShuttingDown()) {
                pending += pending(loop);
            }
        }
        return pending;
    }

    private static int pending(EventExecutor loop) {
        try {
            Field field = AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
            field.setAccessible(true);
            return loop.submit(() -> size(field.get(loop))).get(20, TimeUnit.SECONDS);
        } catch (RejectedExecutionException ended) {
            return 0;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static int size(@Nullable Object queue) {
        return queue == null ? 0 : ((Collection<?>) queue).size();
    }
}
