package io.sluice.fanout;

import java.util.TreeMap;

/**
 * The places of those members in front of the source that hold it back. Each has a limit: the number of values that may have
 * been published before its member has no room. The limits are kept sorted, so that a member that advances costs O(log n)
 * instead of a look at all the others, and one that leaves frees the rest in the same step.
 *
 * <p>Threading: guarded by the hub's lock.
 */
final class Seats {

    /** A member's place in front of the source. */
    static final class Seat {
        /** Values that had been requested when the member joined, which come in addition to its prefetch. */
        final long ahead;

        /** Number of values published before those its member gets. */
        private long start;

        private long limit;
        private boolean taken = true;

        // Confined to the shard's drain.
        /** When the member began to wait, or was last given something while it did; by the clock of its stall deadline. */
        long progressedAt;
        /** Nothing waits for the member, though it is behind. */
        boolean idle;
        /** Values emitted that the hub has not been told of. */
        int unreported;

        private Seat(long start, int prefetch, long ahead) {
            this.start = start;
            this.limit = start + prefetch;
            this.ahead = ahead;
        }
    }

    private final TreeMap<Long, Integer> seatsByLimit = new TreeMap<>();

    /** A seat for a member with room for {@code prefetch} values more than were published so far. */
    Seat take(long published, int prefetch, long ahead) {
        Seat seat = new Seat(published, prefetch, ahead);
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

    /** The lowest limit, or {@link Long#MAX_VALUE} if nobody holds the source back. */
    long lowestLimit() {
        return seatsByLimit.isEmpty() ? Long.MAX_VALUE : seatsByLimit.firstKey();
    }

    private void add(Seat seat) {
        seatsByLimit.merge(seat.limit, 1, Integer::sum);
    }

    private void remove(Seat seat) {
        seatsByLimit.computeIfPresent(seat.limit, (same, seats) -> seats == 1 ? null : seats - 1);
    }
}
