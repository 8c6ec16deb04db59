package io.sluice.cluster.jvm;

import io.sluice.feed.Position;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.Update;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds what one subscriber got against the rule of topics, whatever carried it: each offset of an epoch comes, or was
 * conflated into one that comes, or lies in a gap or before a snapshot that was announced, and nothing comes twice.
 *
 * <p>Threading: none of its own; one call at a time.
 */
final class Account {

    /** So many are enough to see what went wrong. */
    private static final int MOST_VIOLATIONS = 20;

    private final boolean keepsOrder;
    private final List<String> violations = new ArrayList<>();
    /** The highest offset that has come of each epoch there was: one that returns must not begin again below it. */
    private final Map<Long, Long> epochs = new HashMap<>();
    /** Of each epoch and publisher the numbers that have come. */
    private final Map<Long, Map<Integer, BitSet>> numbers = new HashMap<>();

    private @Nullable Position at;
    private boolean recovered;
    private boolean holeAnnounced;
    /** Where this stretch without a hole began, and how many values it accounts for: they add up, in whatever order. */
    private long stretch;

    private long accounted;
    private long received;
    private long conflated;
    private long missing;
    private long gaps;
    private long resets;
    private long snapshots;

    /** @param keepsOrder whether offsets must go up, which they do with every delivery but {@code conflate} */
    Account(boolean keepsOrder) {
        this.keepsOrder = keepsOrder;
    }

    void accept(TopicEvent<Stamp> event) {
        if (event instanceof TopicEvent.Started<Stamp> started) {
            started(started);
        } else if (at == null) {
            violated("comes before the start", event);
        } else if (event instanceof Update<Stamp> update) {
            update(update, at);
        } else if (event instanceof TopicEvent.Gap<Stamp> gap) {
            gap(gap, at);
        } else if (event instanceof TopicEvent.Reset<Stamp> reset) {
            reset(reset, at);
        } else if (event instanceof TopicEvent.Snapshot<Stamp> snapshot) {
            snapshot(snapshot, at);
        }
    }

    private void started(TopicEvent.Started<Stamp> started) {
        if (at != null) {
            violated("starts again", started);
        }
        recovered = started.recovered();
        holeAnnounced = true;
        begin(started.at());
    }

    private void update(Update<Stamp> update, Position last) {
        Position position = update.position();
        if (position.epoch() != last.epoch()) {
            violated("is of another epoch than " + last, update);
            return;
        }
        if (keepsOrder && position.offset() - update.count() != last.offset()) {
            violated("does not follow " + last, update);
        }
        Stamp stamp = update.value();
        if (stamp != null && !isNew(position.epoch(), stamp)) {
            violated("has come before in this epoch", update);
        }
        received++;
        conflated += update.count() - 1;
        accounted += update.count();
        move(new Position(position.epoch(), Math.max(last.offset(), position.offset())));
        holeAnnounced = false;
    }

    private boolean isNew(long epoch, Stamp stamp) {
        BitSet seen = numbers.computeIfAbsent(epoch, first -> new HashMap<>())
                .computeIfAbsent(stamp.publisher(), publisher -> new BitSet());
        boolean fresh = !seen.get(stamp.number());
        seen.set(stamp.number());
        return fresh;
    }

    private void gap(TopicEvent.Gap<Stamp> gap, Position last) {
        settle("gap", gap.from() - 1);
        if (gap.epoch() != last.epoch() || gap.from() != last.offset() + 1 || gap.to() < gap.from()) {
            violated("does not follow " + last, gap);
        }
        gaps++;
        missing += gap.to() - gap.from() + 1;
        holeAnnounced = true;
        begin(new Position(last.epoch(), gap.to()));
    }

    private void reset(TopicEvent.Reset<Stamp> reset, Position last) {
        settle("reset", reset.last().offset());
        if (!reset.last().equals(last)) {
            violated("does not follow " + last, reset);
        }
        if (reset.base().epoch() == last.epoch()) {
            violated("has the old epoch", reset);
        }
        long before = epochs.getOrDefault(reset.base().epoch(), 0L);
        if (reset.base().offset() < before) {
            violated("goes back in an epoch that had come to " + before, reset);
        }
        resets++;
        holeAnnounced = true;
        begin(reset.base());
    }

    private void snapshot(TopicEvent.Snapshot<Stamp> snapshot, Position last) {
        Position reached = snapshot.at();
        if (reached.epoch() != last.epoch() || reached.offset() < last.offset()) {
            violated("goes back from " + last, snapshot);
        } else if (reached.offset() > last.offset() && !holeAnnounced) {
            violated("skips values after " + last, snapshot);
        }
        snapshots++;
        begin(reached);
    }

    /** Checks that what has come adds up to what should have, up to {@code offset}. */
    private void settle(String what, long offset) {
        if (accounted != offset - stretch) {
            violate(what + ": " + accounted + " values for the offsets " + (stretch + 1) + " to " + offset);
        }
    }

    private void begin(Position position) {
        move(position);
        stretch = position.offset();
        accounted = 0;
    }

    private void move(Position position) {
        at = position;
        epochs.merge(position.epoch(), position.offset(), Math::max);
    }

    private void violated(String what, TopicEvent<Stamp> event) {
        violate(event + " " + what);
    }

    private void violate(String violation) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(violation);
        }
    }

    /** What broke the rule, to the last offset that has come. Nothing may wait to be emitted. */
    List<String> violations() {
        if (at != null) {
            settle("end", at.offset());
        }
        return violations;
    }

    boolean isStarted() {
        return at != null;
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("started", at != null)
                .put("recovered", recovered)
                .put("received", received)
                .put("conflated", conflated)
                .put("missing", missing)
                .put("gaps", gaps)
                .put("resets", resets)
                .put("snapshots", snapshots)
                .put("violations", new JsonArray(List.copyOf(violations)));
        if (at != null) {
            json.put("epoch", Objects.requireNonNull(at).epoch()).put("offset", at.offset());
        }
        return json;
    }
}
