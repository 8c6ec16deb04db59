package io.sluice.fanout;

import java.util.Map;
import java.util.TreeMap;

/**
 * How much a hub may ask of its source.
 *
 * <p>Each member the source waits for has a limit: the number of values the hub may have taken in all before that member has
 * no room. The hub never lets {@code taken + outstanding} pass the lowest limit. The limits are kept sorted, so that a member
 * that advances costs O(log n) instead of a look at all the others, and one that leaves frees the rest in the same step.
 *
 * <p>Without such members the source is asked for as much as it has, but in windows: an unbounded request could not be taken
 * back when one joins.
 *
 * <p>Threading: guarded by the hub's lock.
 */
final class SourceDemand {

    /** Values requested ahead while no member holds the source back. */
    static final int WINDOW = 256;

    private final TreeMap<Long, Integer> membersByLimit = new TreeMap<>();
    private long outstanding;

    void add(long limit) {
        membersByLimit.merge(limit, 1, Integer::sum);
    }

    void remove(long limit) {
        membersByLimit.computeIfPresent(limit, (same, members) -> members == 1 ? null : members - 1);
    }

    /** Values requested that have not come yet. */
    long outstanding() {
        return outstanding;
    }

    void received() {
        // A source that emits more than it was asked for breaks rule 1.1; it must not make the hub ask for yet more.
        outstanding = Math.max(0, outstanding - 1);
    }

    /** What to request now, given the number of values taken so far; from here on it counts as outstanding. */
    long take(long taken) {
        Map.Entry<Long, Integer> slowest = membersByLimit.firstEntry();
        long room = slowest == null ? WINDOW - outstanding : slowest.getKey() - taken - outstanding;
        if (room <= 0 || (slowest == null && room < WINDOW / 2)) {
            return 0;
        }
        outstanding += room;
        return room;
    }
}
