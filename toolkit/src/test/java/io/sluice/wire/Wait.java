package io.sluice.wire;

import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Single;
import io.sluice.connection.Connection;
import io.sluice.message.CloseStatus;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.awaitility.core.ThrowingRunnable;

/** Waiting for what a test expects, for as long as a busy machine may take. */
public final class Wait {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final Duration QUIET = Duration.ofMillis(200);

    private Wait() {}

    public static void until(Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(LONGEST)
                .until(condition);
    }

    public static void untilAsserted(ThrowingRunnable assertion) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .atMost(LONGEST)
                .untilAsserted(assertion);
    }

    /** For {@code time}, in which {@code condition} is looked at fifty times a second and has to hold. */
    public static void during(Duration time, Callable<Boolean> condition) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .during(time)
                .atMost(time.plus(LONGEST))
                .failFast("holds no longer", () -> !condition.call())
                .until(() -> true);
    }

    /** For the end of {@code connection}. */
    public static CloseStatus closed(Connection connection) {
        return result(connection.closed());
    }

    /** For the value of {@code single}; its error is thrown as a {@link java.util.concurrent.CompletionException}. */
    public static <T> T result(Single<T> single) {
        return single.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LONGEST.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** For the completion of {@code completable}. */
    public static void done(Completable completable) {
        result(completable.toSingleDefault(true));
    }

    /** Until {@code figure} is positive and has not changed for a while. */
    public static long untilStable(LongSupplier figure) {
        long[] last = {-1};
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .during(QUIET)
                .atMost(LONGEST)
                .until(() -> {
                    long before = last[0];
                    last[0] = figure.getAsLong();
                    return last[0] > 0 && last[0] == before;
                });
        return last[0];
    }
}
