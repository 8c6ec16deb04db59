package io.sluice.feed.wire;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.feed.Position;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.TopicEvent.Started;
import io.sluice.feed.Update;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * A subscriber that holds what it gets against what was published: the value with offset n is {@code n}, of the key n modulo
 * {@link #KEYS} if the topic has keys.
 */
final class FeedAudit implements FlowableSubscriber<TopicEvent<Message>> {

    static final int KEYS = 10;

    private final boolean keyed;
    private final @Nullable Random pace;
    private final Map<String, Long> ofKey = new HashMap<>();
    private final Map<String, Long> state = new HashMap<>();
    private @Nullable Subscription subscription;
    private @Nullable String wrong;
    private @Nullable Position at;
    private long start;
    private long highest;
    private long counted;
    private long values;
    private long gaps;
    private long merged;
    private boolean incomplete = true;

    /**
     * One that takes what comes.
     *
     * @param keyed whether offsets are in order for each key alone
     * @param pace if it is given, one event is requested at a time, by {@link #step}
     */
    FeedAudit(boolean keyed, @Nullable Random pace) {
        this.keyed = keyed;
        this.pace = pace;
    }

    @Override
    public void onSubscribe(Subscription s) {
        subscription = s;
        s.request(pace == null ? Long.MAX_VALUE : 1);
    }

    /** Requests a few more, or none. */
    void step() {
        Objects.requireNonNull(subscription)
                .request(1 + Objects.requireNonNull(pace).nextInt(3));
    }

    @Override
    public synchronized void onNext(TopicEvent<Message> event) {
        Position before = at;
        if (event instanceof Started<Message> started) {
            check(before == null, "started again");
            at = started.at();
            start = highest = started.at().offset();
        } else if (before == null) {
            check(false, "not started");
        } else if (event instanceof Update<Message> update) {
            update(before, update);
        } else if (event instanceof Gap<Message> gap) {
            check(keyed || gap.from() == before.offset() + 1, "the gap does not follow " + before + ": " + gap);
            gaps += gap.to() - gap.from() + 1;
            counted += gap.to() - gap.from() + 1;
            highest = Math.max(highest, gap.to());
            if (keyed) { // what came out of order before it came back is in the gap, too
                counted = highest - start;
            }
            at = new Position(gap.epoch(), highest);
            incomplete = true;
        } else if (event instanceof Reset<Message> reset) {
            check(false, "nobody began anew: " + reset);
        } else if (event instanceof Snapshot<Message> snapshot) {
            check(keyed || snapshot.at().equals(before), "the snapshot is of another place than " + before);
            state.clear();
            snapshot.values().forEach(this::note);
            incomplete = false;
        }
    }

    private void update(Position before, Update<Message> update) {
        values++;
        merged += update.count() - 1;
        counted += update.count();
        long offset = update.position().offset();
        check(offset == number(update), "another value than was published: " + update);
        if (keyed) {
            String key = String.valueOf(update.key());
            check(update.first() > ofKey.getOrDefault(key, start), "overlaps what came: " + update);
            check(
                    update.count() == (offset - update.first()) / KEYS + 1,
                    "stands for other values than its key has: " + update);
            ofKey.put(key, offset);
            highest = Math.max(highest, offset);
            at = new Position(before.epoch(), highest);
        } else {
            check(update.first() == before.offset() + 1, "after " + before + " came " + update);
            check(update.count() == offset - update.first() + 1, "miscounted: " + update);
            highest = offset;
            at = update.position();
        }
        note(update);
    }

    private void note(Update<Message> update) {
        String key = update.key();
        if (key != null) {
            state.put(key, number(update));
        }
    }

    private static long number(Update<Message> update) {
        return Long.parseLong(((TextMessage) Objects.requireNonNull(update.payload())).text());
    }

    @Override
    public synchronized void onError(Throwable error) {
        check(false, "failed with " + error);
    }

    @Override
    public synchronized void onComplete() {
        check(false, "completed");
    }

    private void check(boolean right, String what) {
        if (!right && wrong == null) {
            wrong = what;
        }
    }

    /** Whether it has come to {@code head}, or has got what it should not. */
    synchronized boolean isDone(long head) {
        return wrong != null || (highest == head && counted == head - start);
    }

    /** It has got, or been told of, everything between its start and {@code head}, once. */
    synchronized void assertWhole(long head) {
        if (wrong == null && counted != head - start) {
            wrong = counted + " of " + (head - start) + " are accounted for";
        }
        if (wrong == null && !incomplete && !state.equals(stateAt(head))) {
            wrong = "takes the state to be " + state;
        }
        if (wrong != null) {
            throw new AssertionError(wrong);
        }
    }

    /** Not a value is missing. */
    synchronized void assertComplete(long head) {
        assertWhole(head);
        if (gaps > 0 || merged > 0 || values != head - start) {
            throw new AssertionError(gaps + " are missing, " + merged + " were merged");
        }
    }

    static Map<String, Long> stateAt(long head) {
        Map<String, Long> state = new HashMap<>();
        for (long n = Math.max(1, head - KEYS + 1); n <= head; n++) {
            state.put(String.valueOf(n % KEYS), n);
        }
        return state;
    }

    synchronized boolean hasStarted() {
        return at != null;
    }

    synchronized long gaps() {
        return gaps;
    }

    synchronized long merged() {
        return merged;
    }

    synchronized boolean knowsTheState() {
        return !incomplete;
    }
}
