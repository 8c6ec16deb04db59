package io.sluice.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How often in a row one subscription has failed to get or to keep a connection.
 *
 * <p>Threading: one step of the subscription at a time, each of which ends before the next begins.
 */
final class RetryMemory {

    private final Backoff backoff;
    private int failures;
    private long openedAt;
    private boolean open;

    RetryMemory(Backoff backoff) {
        this.backoff = backoff;
    }

    int failures() {
        return failures;
    }

    void opened() {
        open = true;
        openedAt = System.nanoTime();
    }

    /** An attempt failed, or its connection ended. */
    Retry failed(Throwable cause) {
        if (open && Duration.ofNanos(System.nanoTime() - openedAt).compareTo(backoff.stableAfter()) >= 0) {
            failures = 0;
        }
        open = false;
        failures++;
        return new Retry(cause, failures, pause(cause));
    }

    /** What the server asks for is the least; the random part on top of it keeps its clients from returning in step. */
    private Duration pause(Throwable cause) {
        Duration pause = backoff.pause(failures, ThreadLocalRandom.current());
        return cause instanceof ConnectFailedException failed
                ? failed.retryAfter().map(pause::plus).orElse(pause)
                : pause;
    }
}
