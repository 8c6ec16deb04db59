package io.sluice.aggregate;

import io.reactivex.rxjava3.core.Scheduler;
import java.util.concurrent.TimeUnit;

/**
 * A scheduler's clock that never goes back: most are the clock on the wall, which somebody may set. What it jumps back is added from
 * then on, so that time goes on as it did. A jump ahead cannot be told from time that has passed.
 *
 * <p>Threading: confined to whoever owns it.
 */
final class SteadyClock {

    private final Scheduler scheduler;
    private long latest = Long.MIN_VALUE;
    /** By how much the clock has jumped back in all. */
    private long jumps;

    SteadyClock(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** Nanoseconds, from any origin; as coarse as the clock, mostly a millisecond. */
    long now() {
        long now = scheduler.now(TimeUnit.NANOSECONDS) + jumps;
        if (now < latest) {
            jumps += latest - now;
            now = latest;
        }
        latest = now;
        return now;
    }
}
