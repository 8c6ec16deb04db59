package io.sluice.fanout;

import io.reactivex.rxjava3.core.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Disconnects the members of one shelf that take nothing for too long. One timer serves them all, and runs only while members
 * wait.
 *
 * <p>Threading: confined to its shard's drain; the timer comes back to it by way of the inbox.
 */
final class StallWatch<T> {

    private static final int SLACK = 16;

    private final Shelf<T> shelf;
    private final Duration deadline;
    private final Scheduler scheduler;
    /** Members that are behind, but have been given all there is: their time begins with the next value. */
    private final List<Member<T>> idle = new ArrayList<>(0);

    private boolean armed;

    StallWatch(Shelf<T> shelf, Duration deadline, Scheduler scheduler) {
        this.shelf = shelf;
        this.deadline = deadline;
        this.scheduler = scheduler;
    }

    /** {@code member} has just begun to wait, or has been given something; perhaps all there is. */
    void progressed(Member<T> member, boolean all) {
        Seats.Seat seat = member.seat;
        if (seat == null) {
            return;
        }
        seat.progressedAt = now();
        if (all && !seat.idle) {
            if (idle.size() > 2 * shelf.waiting + SLACK) {
                idle.removeIf(other -> other.shelf != shelf || !other.isBehind());
            }
            seat.idle = true;
            idle.add(member);
        } else if (!all) {
            arm(deadline.toNanos());
        }
    }

    /** From now on something waits for everybody. */
    void valueCame() {
        if (idle.isEmpty()) {
            return;
        }
        long now = now();
        for (Member<T> member : idle) {
            Seats.Seat seat = member.seat;
            if (seat != null) {
                seat.idle = false;
                seat.progressedAt = now;
            }
        }
        idle.clear();
        arm(deadline.toNanos());
    }

    private void arm(long nanos) {
        if (armed) {
            return;
        }
        armed = true;
        Shard<T> shard = shelf.shard;
        var unused = scheduler.scheduleDirect(() -> shard.hub.order(shard, this::look), nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        armed = false;
        long now = now();
        long longest = -1;
        for (Member<T> member : shelf.shard.behind(shelf)) {
            Seats.Seat seat = member.seat;
            if (seat == null || seat.idle) {
                continue;
            }
            long stalled = now - seat.progressedAt;
            if (stalled >= deadline.toNanos()) {
                shelf.shard.disconnect(member, deadline + " without demand");
            } else {
                longest = Math.max(longest, stalled);
            }
        }
        if (longest >= 0) {
            arm(deadline.toNanos() - longest);
        }
    }

    private long now() {
        return scheduler.now(TimeUnit.NANOSECONDS);
    }
}
