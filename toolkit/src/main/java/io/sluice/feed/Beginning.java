package io.sluice.feed;

import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.TopicEvent.Started;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where one subscriber stands in its topic, and what it has to be told when it enters a stretch of it: as a whole, or that it
 * is not whole.
 *
 * <p>Threading: one call at a time; {@link TopicMember} says why.
 */
final class Beginning<T> {

    /** Epochs come back only when a cluster was split, and then few. */
    private static final int FORMER_EPOCHS = 8;

    private final Start start;
    private final Delivery.Jump jump;
    private final Consumer<? super TopicEvent<T>> out;
    private final Runnable unrecovered;

    /** How far it had come in the epochs before. */
    private final Map<Long, Long> former = new LinkedHashMap<>();

    /** The last value that this subscriber has got or been told of. */
    private @Nullable Position at;

    /**
     * For one subscriber.
     *
     * @param out takes what it is told, in front of the values
     * @param unrecovered counts one that is told so
     */
    Beginning(Start start, Delivery.Jump jump, Consumer<? super TopicEvent<T>> out, Runnable unrecovered) {
        this.start = start;
        this.jump = jump;
        this.out = out;
        this.unrecovered = unrecovered;
    }

    boolean hasStarted() {
        return at != null;
    }

    /** Tells what has to be told before {@code replica} goes on; returns its values that come first. */
    List<Update<T>> from(Replica<T> replica) {
        Position last = at;
        return last == null ? first(replica) : again(replica, last);
    }

    private List<Update<T>> first(Replica<T> replica) {
        if (start instanceof Start.Oldest) {
            return started(replica, replica.base());
        }
        if (start instanceof Start.After after && replica.covers(after.position())) {
            return started(replica, after.position());
        }
        Position head = replica.head();
        boolean recovered = start instanceof Start.Now || (start instanceof Start.Snapshot && replica.isStateful());
        at = head;
        if (!recovered) {
            unrecovered.run();
        }
        out.accept(new Started<>(head, recovered));
        if (start instanceof Start.After after) {
            missed(after.position(), head);
        }
        if (wantsState(replica)) {
            out.accept(new Snapshot<>(head, replica.state()));
        }
        return List.of();
    }

    private List<Update<T>> started(Replica<T> replica, Position from) {
        at = from;
        out.accept(new Started<>(from, true));
        return replica.after(from);
    }

    private List<Update<T>> again(Replica<T> replica, Position last) {
        if (replica.covers(last)) {
            return replica.after(last);
        }
        Position reached = inEpochOf(replica, last);
        boolean snapshot = wantsState(replica);
        if (!snapshot && replica.covers(reached)) {
            at = reached;
            return replica.after(reached);
        }
        Position from = snapshot ? replica.head() : replica.base();
        at = from;
        missing(reached, from);
        if (snapshot) {
            out.accept(new Snapshot<>(from, replica.state()));
            return List.of();
        }
        return replica.after(from);
    }

    /** How far it has come in the replica's epoch, which may be one that was interrupted, and goes on. */
    private Position inEpochOf(Replica<T> replica, Position last) {
        long epoch = replica.head().epoch();
        if (last.epoch() == epoch) {
            return last;
        }
        former.remove(last.epoch()); // so that it is the newest
        former.put(last.epoch(), last.offset());
        if (former.size() > FORMER_EPOCHS) {
            former.remove(former.keySet().iterator().next());
        }
        Position reached = new Position(epoch, former.getOrDefault(epoch, 0L));
        out.accept(new Reset<>(last, reached));
        return reached;
    }

    /** Tells what lies between {@code last} and {@code next}, and will not come. */
    private void missed(Position last, Position next) {
        Position from = last;
        if (last.epoch() != next.epoch()) {
            from = new Position(next.epoch(), 0);
            out.accept(new Reset<>(last, from));
        }
        missing(from, next);
    }

    private void missing(Position from, Position next) {
        if (from.offset() < next.offset()) {
            out.accept(new Gap<>(next.epoch(), from.offset() + 1, next.offset()));
        }
    }

    private boolean wantsState(Replica<T> replica) {
        return replica.isStateful() && (start instanceof Start.Snapshot || start instanceof Start.After);
    }

    /** Takes note of {@code update}, and tells what is missing before it; returns it as it is to be emitted. */
    Update<T> next(Update<T> update) {
        Position last = at;
        Position now = update.position();
        if (last == null || (jump == Delivery.Jump.NOTHING && now.offset() < last.offset())) {
            return update;
        }
        at = now;
        long missing = now.offset() - last.offset() - 1;
        if (missing <= 0 || jump == Delivery.Jump.NOTHING) {
            return update;
        }
        if (jump == Delivery.Jump.CONFLATED) {
            return update.since(last.offset() + 1);
        }
        out.accept(new Gap<>(now.epoch(), last.offset() + 1, now.offset() - 1));
        return update;
    }
}
