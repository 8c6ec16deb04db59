package io.sluice.fanout;

import java.util.Map;
import java.util.TreeMap;

/**
 * How much a hub may ask of its source.
 *
 * <p>Each member the source waits for has a seat with a limit: the number of values the hub may have taken in all before that
 * member has no room. The hub never lets {@code taken + outstanding} pass the lowest limit. The limits are kept sorted, so
 * that a member that advances costs O(log n) instead of a look at all the others, and one that leaves frees the rest in the
 * same step.
 *
 * <p>Without such members the source is asked for as much as it has, but in windows: an unbounded request could not be taken
 * back when one joins, and what a shard has not distributed yet is not to pile up.
 *
 * <p>Threading: guarded by the hub's lock.
 */
final class SourceDemand {

    /** Values requested beyond what every shard has taken over. */
    static final int WINDOW = 256;

    /** A member's place in front of the source. */
    static final class Seat {
        /** Values that had been requested when the member joined, which come in addition to its prefetch. */
        final long ahead;

        /** Number of values published before those its member gets. */
        private long start;

        private long limit;
        private boolean taken;
        /** When the member began to wait, or was last given something while it did; by the clock of its stall deadline. */
        long progressedAt;
        /** Values emitted that the hub has not been told of. Confined to the shard's drain. */
        int unreported;

        Seat(long ahead) {
            this.ahead = ahead;
        }
    }

    private final TreeMap<Long, Integer> seatsByLimit = new TreeMap<>();
    private long outstanding;

    /** A seat for a member with room for {@code prefetch} values more than were published so far. */
    Seat seat(long published, int prefetch) {
        Seat seat = new Seat(outstanding);
        seat.start = published;
        seat.limit = published + prefetch;
        seat.taken = true;
        add(seat);
        return seat;
    }

    /** The member of {@code seat} gets what is published from now on, not what was since it took the seat. */
    void admit(Seat seat, long published) {
        long missed = published - seat.start;
        seat.start = published;
        advance(seat, missed);
    }

    /** The member of {@code seat} has emitted {@code n} more. */
    void advance(Seat seat, long n) {
        if (seat.taken) {
            remove(seat);
            seat.limit += n;
            add(seat);
        }
    }

    void vacate(Seat seat) {
        if (seat.taken) {
            seat.taken = false;
            remove(seat);
        }
    }

    private void add(Seat seat) {
        seatsByLimit.merge(seat.limit, 1, Integer::sum);
    }

    private void remove(Seat seat) {
        seatsByLimit.computeIfPresent(seat.limit, (same, seats) -> seats == 1 ? null : seats - 1);
    }

    void received() {
        // A source that emits more than it was asked for breaks rule 1.1; it must not make the hub ask for yet more.
        outstanding = Math.max(0, outstanding - 1);
    }

    /**
     * What to request now; from here on it counts as outstanding.
     *
     * @param published number of values taken so far
     * @param distributed number of those that every shard has taken over
     */
    long take(long published, long distributed) {
        Map.Entry<Long, Integer> slowest = seatsByLimit.firstEntry();
        long window = distributed + WINDOW - published - outstanding;
        long room = slowest == null ? window : Math.min(window, slowest.getKey() - published - outstanding);
        if (room <= 0 || (room == window && room < WINDOW / 2)) {
            return 0;
        }
        outstanding += room;
        return room;
    }
}
