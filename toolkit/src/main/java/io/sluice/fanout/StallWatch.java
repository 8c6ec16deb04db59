package io.sluice.fanout;

import io.reactivex.rxjava3.core.Scheduler;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Disconnects the members of one shelf that take nothing for too long. One timer serves them all, and runs only while members
 * wait.
 *
 * <p>Threading: confined to its shard's drain; the timer comes back to it by way of the inbox.
 */
final class StallWatch<T> {

    private final Shelf<T> shelf;
    private final Duration deadline;
    private final Scheduler scheduler;
    private boolean armed;

    StallWatch(Shelf<T> shelf, Duration deadline, Scheduler scheduler) {
        this.shelf = shelf;
        this.deadline = deadline;
        this.scheduler = scheduler;
    }

    /** {@code member} has just begun to wait, or has been given something. */
    void progressed(Member<T> member) {
        Seats.Seat seat = member.seat;
        if (seat != null) {
            seat.progressedAt = now();
        }
        if (!armed) {
            arm(deadline.toNanos());
        }
    }

    private void arm(long nanos) {
        armed = true;
        Shard<T> shard = shelf.shard;
        var unused = scheduler.scheduleDirect(() -> shard.hub.order(shard, this::look), nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        armed = false;
        long oldest = Long.MAX_VALUE;
        for (Member<T> member : shelf.shard.behind(shelf)) {
            Seats.Seat seat = member.seat;
            if (seat == null) {
                continue;
            }
            if (now() - seat.progressedAt >= deadline.toNanos()) {
                shelf.shard.disconnect(member, deadline + " without demand");
            } else {
                oldest = Math.min(oldest, seat.progressedAt);
            }
        }
        if (oldest != Long.MAX_VALUE) {
            arm(Math.max(1, oldest + deadline.toNanos() - now()));
        }
    }

    private long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }
}
