package io.sluice.feed.wire;

import io.sluice.feed.Position;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.TopicEvent.Started;
import io.sluice.feed.Update;
import org.jspecify.annotations.Nullable;

/**
 * What became of the values a subscription has come by: {@code received = delivered + merged + dropped}, and those of keys
 * that still wait.
 *
 * <p>Threading: one at a time.
 */
final class Account {

    private @Nullable Position at;
    private long received;
    private long delivered;
    private long merged;
    private long dropped;

    /** {@code event} was sent. */
    void sent(TopicEvent<?> event) {
        if (event instanceof Update<?> update) {
            delivered++;
            merged += update.count() - 1;
            reached(update.position());
        } else if (event instanceof Gap<?> gap) {
            dropped += gap.to() - gap.from() + 1;
            reached(new Position(gap.epoch(), gap.to()));
        } else if (event instanceof Started<?> started) {
            at = started.at();
        } else if (event instanceof Reset<?> reset) {
            at = reset.base();
        } else if (event instanceof Snapshot<?> snapshot) {
            at = snapshot.at();
        }
    }

    private void reached(Position position) {
        Position before = at;
        if (before == null || position.offset() > before.offset()) {
            received += before == null ? 0 : position.offset() - before.offset();
            at = position;
        }
    }

    /** The furthest it has come, or null if it has not begun. */
    @Nullable
    Position at() {
        return at;
    }

    long received() {
        return received;
    }

    long delivered() {
        return delivered;
    }

    long merged() {
        return merged;
    }

    long dropped() {
        return dropped;
    }
}
