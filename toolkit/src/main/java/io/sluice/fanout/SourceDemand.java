package io.sluice.fanout;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * How much a hub may ask of its source: as much as the slowest of those members has room for that hold it back. Without such
 * members it is asked for as much as it has, but in windows: an unbounded request could not be taken back when one joins, and
 * what a shard has not taken over yet is not to pile up.
 *
 * <p>Threading: guarded by the hub's lock.
 */
final class SourceDemand {

    /** Values requested beyond what every shard has taken over. */
    static final int WINDOW = 256;

    private @Nullable Subscription upstream;
    private @Nullable Core<?> hub;
    private long outstanding;

    void connect(Subscription subscription, Core<?> core) {
        upstream = subscription;
        hub = core;
    }

    /** Gives up the source, if there is one, and returns it. */
    @Nullable
    Subscription disconnect() {
        Subscription subscription = upstream;
        upstream = null;
        return subscription;
    }

    @Nullable
    Subscription upstream() {
        return upstream;
    }

    /** Values requested that have not come yet. */
    long outstanding() {
        return outstanding;
    }

    void received() {
        // A source that emits more than it was asked for breaks rule 1.1; it must not make the hub ask for yet more.
        outstanding = Math.max(0, outstanding - 1);
    }

    /** What to request now; from here on it counts as outstanding. */
    long take() {
        if (hub == null) {
            return 0;
        }
        long window = hub.windowRoom() - outstanding;
        long room = Math.min(window, hub.seatRoom() - outstanding);
        if (room <= 0 || (room == window && room < WINDOW / 2)) {
            return 0;
        }
        outstanding += room;
        return room;
    }
}
