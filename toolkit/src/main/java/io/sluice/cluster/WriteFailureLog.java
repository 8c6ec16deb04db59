package io.sluice.cluster;

import io.vertx.core.VertxException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Filter;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds back the log of the event bus: while a node is dead, each attempt to connect to it, and each write that fails, is
 * logged with its stack, up to a gigabyte in a minute. One line in 10 seconds is let through; what is not a failure of the
 * network is never held back.
 *
 * <p>Works where Vert.x logs by java.util.logging, as it does by default. For another logging, set the levels of {@link
 * #LOGGERS} there.
 *
 * <p>Threading: any thread.
 */
final class WriteFailureLog implements Filter {

    /** What writes to another node. */
    static final String CONNECTION = "io.vertx.core.eventbus.impl.clustered.OutboundConnection";

    static final List<String> LOGGERS = List.of(CONNECTION, "io.vertx.core.impl.ContextImpl");

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** Held, since a logger that nobody holds forgets its filter. */
    private static final List<Logger> HELD =
            LOGGERS.stream().map(Logger::getLogger).toList();

    private static final AtomicBoolean INSTALLED = new AtomicBoolean();

    private final @Nullable Filter next;
    private final AtomicLong due = new AtomicLong(System.nanoTime());

    WriteFailureLog(@Nullable Filter next) {
        this.next = next;
    }

    /** Begins to; does nothing if it has. */
    static void limit() {
        if (INSTALLED.compareAndSet(false, true)) {
            HELD.forEach(logger -> logger.setFilter(new WriteFailureLog(logger.getFilter())));
        }
    }

    @Override
    public boolean isLoggable(LogRecord line) {
        if (isOfTheNetwork(line.getThrown()) && !isDue()) {
            return false;
        }
        return next == null || next.isLoggable(line);
    }

    private static boolean isOfTheNetwork(@Nullable Throwable thrown) {
        return thrown instanceof IOException
                || thrown instanceof VertxException
                || (thrown instanceof IllegalStateException && isOfAWrite(thrown));
    }

    /** A write that fails at once completes its promise twice, and Vert.x complains of that. */
    private static boolean isOfAWrite(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(CONNECTION));
    }

    private boolean isDue() {
        long now = System.nanoTime();
        long at = due.get();
        return now - at >= 0 && due.compareAndSet(at, now + INTERVAL_NANOS);
    }
}
