package io.sluice.feed;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.feed.BrokerSignal.Data;
import io.sluice.feed.BrokerSignal.Gap;
import io.sluice.feed.BrokerSignal.Opened;
import io.sluice.feed.BrokerSignal.Reset;
import io.sluice.feed.BrokerSignal.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * Holds one subscription to a broker against the rules of {@link BrokerSignal}, signal by signal, and afterwards against what
 * was published. Any thread may ask.
 */
public final class SignalAudit implements FlowableSubscriber<BrokerSignal> {

    private final Start start;
    private final List<BrokerSignal> signals = new ArrayList<>();
    private @Nullable Subscription subscription;
    private @Nullable Position at;
    private boolean snapshotAnnounced;
    private long requested;
    private @Nullable String wrong;
    private boolean cancelled;
    private boolean ended;
    private @Nullable Throwable error;

    private SignalAudit(Start start) {
        this.start = start;
    }

    public static SignalAudit of(Broker broker, TopicConfig topic, Start start, long demand) {
        SignalAudit audit = new SignalAudit(start);
        broker.subscribe(topic, start).subscribe(audit);
        if (demand > 0) {
            audit.request(demand);
        }
        return audit;
    }

    public void request(long n) {
        synchronized (this) {
            requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
        }
        Objects.requireNonNull(subscription).request(n);
    }

    public void cancel() {
        Objects.requireNonNull(subscription).cancel();
        synchronized (this) {
            cancelled = true;
        }
    }

    /** Where this subscription has come to. Fails if a rule was broken. */
    public synchronized @Nullable Position at() {
        assertRight();
        return at;
    }

    public synchronized List<BrokerSignal> signals() {
        assertRight();
        return List.copyOf(signals);
    }

    public synchronized boolean owesSnapshot() {
        return snapshotAnnounced;
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    public synchronized boolean hasEnded() {
        return ended;
    }

    public synchronized @Nullable Throwable error() {
        return error;
    }

    public synchronized <S> List<S> signals(Class<S> type) {
        return signals().stream().filter(type::isInstance).map(type::cast).toList();
    }

    public Opened opened() {
        return signals(Opened.class).get(0);
    }

    /** Texts of the values. */
    public List<String> values() {
        return signals(Data.class).stream()
                .map(Data::entry)
                .map(SignalAudit::text)
                .toList();
    }

    public static String text(Entry entry) {
        return entry.payload() == null
                ? "-" + entry.key()
                : new String(entry.payload().bytes(), StandardCharsets.UTF_8);
    }

    /** Every value and every state was the one that was published. */
    public synchronized void assertMatches(TopicRecord record) {
        assertRight();
        for (BrokerSignal signal : signals) {
            if (signal instanceof Data data) {
                check(
                        Objects.equals(
                                key(data.entry()),
                                record.at(data.position()) == null
                                        ? null
                                        : key(Objects.requireNonNull(record.at(data.position())))),
                        "another value than was published: " + data);
            } else if (signal instanceof Snapshot snapshot) {
                check(
                        snapshot.values().stream()
                                .map(Data::entry)
                                .map(SignalAudit::key)
                                .toList()
                                .equals(record.stateAt(snapshot.at()).stream()
                                        .map(SignalAudit::key)
                                        .toList()),
                        "not the state there was: " + snapshot + ", but " + record.stateAt(snapshot.at()));
                snapshot.values()
                        .forEach(data -> check(
                                data.position().offset() <= snapshot.at().offset()
                                        && data.position().epoch()
                                                == snapshot.at().epoch(),
                                "a state from later: " + snapshot));
            }
        }
        assertRight();
    }

    private static String key(Entry entry) {
        return entry.key() + "=" + text(entry);
    }

    @Override
    public void onSubscribe(Subscription s) {
        subscription = s;
    }

    @Override
    public synchronized void onNext(BrokerSignal signal) {
        signals.add(signal);
        check(signals.size() <= requested, "more than was asked for");
        check(!ended, "a signal after the end: " + signal);
        if (signal instanceof Opened opened) {
            check(at == null, "opened twice");
            if (start instanceof Start.After after && opened.recovered()) {
                check(opened.base().equals(after.position()), "recovered from elsewhere: " + opened);
            }
            check(opened.head() >= opened.base().offset(), "a head before the base: " + opened);
            if (!opened.recovered()) {
                check(opened.head() == opened.base().offset(), "recovered in part: " + opened);
            }
            at = opened.base();
            snapshotAnnounced = opened.snapshot();
            return;
        }
        Position before = at;
        if (before == null) {
            check(false, "not opened, but " + signal);
        } else if (signal instanceof Data data) {
            check(data.position().equals(before.plus(1)), "after " + before + " came " + data);
            at = data.position();
        } else if (signal instanceof Gap gap) {
            check(
                    gap.epoch() == before.epoch() && gap.from() == before.offset() + 1 && gap.to() >= gap.from(),
                    "after " + before + " came " + gap);
            at = new Position(gap.epoch(), gap.to());
            snapshotAnnounced |= gap.snapshot();
        } else if (signal instanceof Reset reset) {
            check(
                    reset.last().equals(before) && reset.base().epoch() != before.epoch(),
                    "after " + before + " came " + reset);
            at = reset.base();
            snapshotAnnounced = reset.snapshot();
        } else if (signal instanceof Snapshot snapshot) {
            check(snapshotAnnounced, "not announced: " + snapshot);
            check(snapshot.at().equals(before), "at " + before + " came " + snapshot);
            snapshotAnnounced = false;
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

    /** Not thrown at the broker, which would take it for the subscriber's. */
    private void check(boolean right, String otherwise) {
        if (!right && wrong == null) {
            wrong = otherwise;
        }
    }

    private void assertRight() {
        if (wrong != null) {
            throw new AssertionError(wrong + " in " + start + ": " + signals);
        }
    }
}
