package io.sluice.feed.wire;

import io.sluice.feed.Position;
import io.sluice.feed.TopicEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a client is in a topic: the place before which nothing can be missing, to resume from.
 *
 * <p>With keys that wait, offsets come out of order. Then it is the last place at which the counts added up; of what has come
 * since, the highest offset of each key is kept, to know it when it comes again.
 *
 * <p>Threading: one at a time. Memory: the keys since that place.
 */
final class ResumePoint {

    /** What a value is. */
    enum Found {
        NEW,
        REPEATED,
        /** There is something missing before it, and nobody has said so. */
        MISPLACED
    }

    private final Map<String, Long> ahead = new HashMap<>();
    private @Nullable Position safe;
    private long highest;
    private long accounted;

    boolean isSet() {
        return safe != null;
    }

    /** To resume from. */
    Position safe() {
        return Objects.requireNonNull(safe);
    }

    /** Everything up to {@code place} is known, or void. */
    void set(Position place) {
        safe = place;
        highest = place.offset();
        accounted = 0;
        ahead.clear();
    }

    /** What follows comes from {@link #safe} on again. */
    void resumed() {
        highest = safe().offset();
        accounted = 0;
    }

    /**
     * A value has come.
     *
     * @param keyed whether offsets may be out of order
     */
    Found value(boolean keyed, @Nullable String key, long offset, long count, long first) {
        if (!keyed) {
            if (first != safe().offset() + 1 || offset - first + 1 != count) {
                return Found.MISPLACED;
            }
            set(new Position(safe().epoch(), offset));
            return Found.NEW;
        }
        String of = key == null ? "" : key;
        Long seen = ahead.get(of);
        boolean repeated = seen != null && offset <= seen;
        if (!repeated) {
            ahead.put(of, offset);
        }
        return add(offset, count) ? repeated ? Found.REPEATED : Found.NEW : Found.MISPLACED;
    }

    /** Whether that can be. */
    private boolean add(long offset, long count) {
        highest = Math.max(highest, offset);
        accounted += count;
        long way = highest - safe().offset();
        if (accounted == way) {
            safe = new Position(safe().epoch(), highest);
            accounted = 0;
            long reached = highest; // of what comes again, some may have come from beyond
            boolean unused = ahead.values().removeIf(seen -> seen <= reached);
        }
        return accounted <= way;
    }

    /** Values that will not come. */
    boolean gap(boolean keyed, long epoch, long from, long to) {
        if (epoch != safe().epoch() || to < from) {
            return false;
        }
        if (keyed) {
            return add(to, to - from + 1);
        }
        if (from != safe().offset() + 1) {
            return false;
        }
        set(new Position(epoch, to));
        return true;
    }

    /** What lies between here and {@code place}, and is missing. */
    <T> List<TopicEvent<T>> missingBefore(Position place) {
        List<TopicEvent<T>> missing = new ArrayList<>();
        Position from = safe();
        if (from.epoch() != place.epoch()) {
            Position beginning = new Position(place.epoch(), 0);
            missing.add(new TopicEvent.Reset<>(from, beginning));
            from = beginning;
        }
        if (from.offset() < place.offset()) {
            missing.add(new TopicEvent.Gap<>(place.epoch(), from.offset() + 1, place.offset()));
        }
        return missing;
    }
}
