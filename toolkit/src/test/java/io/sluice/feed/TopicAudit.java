package io.sluice.feed;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.TopicEvent.Started;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * Holds one subscriber of a topic against the rules of {@link TopicEvent}, event by event, and against what was published.
 * Any thread may ask.
 */
final class TopicAudit implements FlowableSubscriber<TopicEvent<String>> {

    private final Delivery.Jump jump;
    final Start start;
    private final List<TopicEvent<String>> events = new ArrayList<>();
    private @Nullable Subscription subscription;
    private @Nullable Position at;
    /** Offsets that have been passed, and those that were accounted for, where values come out of order. */
    private long passed;

    private long accounted;
    private long requested;
    private @Nullable String wrong;
    private boolean ended;
    private @Nullable Throwable error;
    /** What the subscriber takes to be the state, from values and snapshots. */
    private final Map<String, String> state = new HashMap<>();

    private boolean complete;

    private TopicAudit(Start start, Delivery<String> delivery) {
        this.start = start;
        this.jump = delivery.jump();
    }

    static TopicAudit of(Topic<String> topic, Start start, Delivery<String> delivery, long demand) {
        TopicAudit audit = new TopicAudit(start, delivery);
        topic.subscribe(start, delivery).subscribe(audit);
        if (demand > 0) {
            audit.request(demand);
        }
        return audit;
    }

    void request(long n) {
        synchronized (this) {
            requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
        }
        Objects.requireNonNull(subscription).request(n);
    }

    void cancel() {
        Objects.requireNonNull(subscription).cancel();
    }

    synchronized @Nullable Position at() {
        assertRight();
        return at;
    }

    synchronized List<TopicEvent<String>> events() {
        assertRight();
        return List.copyOf(events);
    }

    <E> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> values() {
        return events().stream()
                .filter(Update.class::isInstance)
                .map(event -> String.valueOf(((Update<?>) event).value()))
                .toList();
    }

    synchronized boolean hasEnded() {
        return ended;
    }

    synchronized @Nullable Throwable error() {
        return error;
    }

    /** This one has got, or been told of, everything up to {@code head}, and what it got was what was published. */
    synchronized void assertWhole(TopicRecord record, Position head) {
        assertRight();
        check(head.equals(at), "is not at " + head);
        check(passed == accounted, passed + " values have passed, " + accounted + " are accounted for");
        for (TopicEvent<String> event : events) {
            if (event instanceof Update<String> update) {
                assertPublished(record, update);
            } else if (event instanceof Snapshot<String> snapshot) {
                check(
                        snapshot.values().stream()
                                .map(Update::key)
                                .toList()
                                .equals(record.stateAt(snapshot.at()).stream()
                                        .map(Entry::key)
                                        .toList()),
                        "not the state there was: " + snapshot);
                snapshot.values().forEach(update -> assertPublished(record, update));
            }
        }
        if (complete) {
            Map<String, String> truth = new HashMap<>();
            record.stateAt(head)
                    .forEach(entry -> truth.put(Objects.requireNonNull(entry.key()), SignalAudit.text(entry)));
            check(state.equals(truth), "takes the state to be " + state + " where it is " + truth);
        }
        assertRight();
    }

    private void assertPublished(TopicRecord record, Update<String> update) {
        Entry entry = record.at(update.position());
        check(
                entry != null
                        && Objects.equals(entry.key(), update.key())
                        && (entry.isDeletion()
                                ? update.value() == null
                                : SignalAudit.text(entry).equals(update.value())),
                "another value than was published: " + update + ", but " + entry);
    }

    @Override
    public void onSubscribe(Subscription s) {
        subscription = s;
    }

    @Override
    public synchronized void onNext(TopicEvent<String> event) {
        events.add(event);
        check(events.size() <= requested, "more than was asked for");
        check(!ended, "an event after the end: " + event);
        Position before = at;
        if (event instanceof Started<String> started) {
            check(before == null, "started twice");
            at = started.at();
            if (start instanceof Start.After after && started.recovered()) {
                check(started.at().equals(after.position()), "recovered from elsewhere");
            }
            return;
        }
        if (before == null) {
            check(false, "not started, but " + event);
        } else if (event instanceof Update<String> update) {
            onUpdate(before, update);
        } else if (event instanceof Gap<String> gap) {
            if (gap.epoch() == before.epoch() && gap.from() == before.offset() + 1) {
                check(gap.to() >= gap.from(), "an empty gap: " + gap);
                at = new Position(gap.epoch(), gap.to());
            } else {
                check(isLost(before) && gap.to() == before.offset(), "after " + before + " came " + gap);
            }
            complete = false;
        } else if (event instanceof Reset<String> reset) {
            check(reset.base().epoch() != reset.last().epoch(), "the same epoch: " + reset);
            if (reset.last().equals(before)) {
                at = reset.base();
            } else {
                check(
                        isLost(before)
                                && start instanceof Start.After after
                                && reset.last().equals(after.position()),
                        "after " + before + " came " + reset);
            }
            complete = false;
        } else if (event instanceof Snapshot<String> snapshot) {
            check(snapshot.at().equals(before), "at " + before + " came " + snapshot);
            state.clear();
            snapshot.values()
                    .forEach(update ->
                            state.put(Objects.requireNonNull(update.key()), Objects.requireNonNull(update.value())));
            complete = true;
        }
    }

    /** Whether what was asked for could not be recovered, and what comes now tells what was missed before {@code before}. */
    private boolean isLost(Position before) {
        return events.get(0) instanceof Started<String> started
                && !started.recovered()
                && events.stream().skip(1).noneMatch(event -> event instanceof Update || event instanceof Snapshot)
                && started.at().equals(before);
    }

    private void onUpdate(Position before, Update<String> update) {
        Position now = update.position();
        check(now.epoch() == before.epoch(), "another epoch without a reset: " + update);
        check(update.count() >= 1, "stands for nothing: " + update);
        long span = now.offset() - update.first() + 1;
        check(update.count() <= span && (update.count() == 1) == (span == 1), "stands for what others do: " + update);
        switch (jump) {
            case MISSING ->
                check(update.count() == 1 && now.equals(before.plus(1)), "after " + before + " came " + update);
            case CONFLATED ->
                check(
                        now.equals(before.plus(update.count())) && update.first() == before.offset() + 1,
                        "after " + before + " came " + update);
            case NOTHING -> {}
        }
        if (now.offset() > before.offset()) {
            passed += now.offset() - before.offset();
            at = now;
        }
        accounted += update.count();
        if (jump == Delivery.Jump.CONFLATED) {
            complete = false; // other keys were left out
        }
        String key = update.key();
        if (key != null && update.value() == null) {
            state.remove(key);
        } else if (key != null) {
            state.put(key, Objects.requireNonNull(update.value()));
        }
    }

    @Override
    public synchronized void onError(Throwable cause) {
        check(!ended, "ended twice");
        ended = true;
        error = cause;
    }

    @Override
    public synchronized void onComplete() {
        check(!ended, "ended twice");
        ended = true;
    }

    private void check(boolean right, String otherwise) {
        if (!right && wrong == null) {
            wrong = otherwise;
        }
    }

    private void assertRight() {
        if (wrong != null) {
            throw new AssertionError(wrong + " in " + start + ", jumps are " + jump + ": " + events);
        }
    }
}
