package io.sluice.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A subscriber that takes nobody's word: holds every signal against the ones before, and the messages against the log. */
final class SimulatedSubscriber {

    final String topic;
    final SimulatedNode node;
    private final TopicLog log;
    private final Virtual virtual;
    private @Nullable Inlet inlet;

    /** Milliseconds between two messages it takes; 0 if it takes all at once. */
    int pace;

    private long epoch;
    private long expected;
    private @Nullable List<Long> snapshot;
    private long snapshotAsOf;
    private boolean suspended;
    private boolean ended;
    private boolean taking;
    private final ArrayDeque<byte[]> queue = new ArrayDeque<>();
    private final Set<Long> received = new HashSet<>();

    SimulatedSubscriber(String topic, SimulatedNode node, TopicLog log, Virtual virtual) {
        this.topic = topic;
        this.node = node;
        this.log = log;
        this.virtual = virtual;
    }

    void begin(Inlet begun) {
        inlet = begun;
    }

    Inlet inlet() {
        return Objects.requireNonNull(inlet);
    }

    boolean hasEnded() {
        return ended;
    }

    boolean hasReceived(long message) {
        return received.contains(message);
    }

    void on(TopicSignal signal) {
        check(!ended, () -> "a signal after the end: " + signal);
        if (signal instanceof TopicSignal.Messages messages) {
            onMessages(messages);
        } else if (signal instanceof TopicSignal.Joined joined) {
            check(epoch == 0, () -> "joined again");
            epoch = joined.epoch();
            expected = joined.next();
        } else if (signal instanceof TopicSignal.Gap gap) {
            check(
                    gap.epoch() == epoch && gap.from() == expected && gap.to() >= gap.from(),
                    () -> "expected " + expected + " but " + gap);
            expected = gap.to() + 1;
        } else if (signal instanceof TopicSignal.Reset reset) {
            check(
                    reset.old() == epoch && reset.last() == expected - 1 && reset.epoch() != epoch,
                    () -> "expected " + expected + " but " + reset);
            epoch = reset.epoch();
            expected = 1;
            snapshot = null;
        } else if (signal instanceof TopicSignal.SnapshotBegin begin) {
            snapshot = new ArrayList<>();
            snapshotAsOf = begin.asOf();
        } else if (signal instanceof TopicSignal.SnapshotValues values) {
            List<Long> begun = snapshot();
            values.values().forEach(value -> begun.add(SimulatedNode.message(value)));
            take(values.values());
        } else if (signal instanceof TopicSignal.SnapshotEnd end) {
            onSnapshotEnd(end);
        } else if (signal instanceof TopicSignal.Suspended) {
            check(!suspended, () -> "suspended twice");
            suspended = true;
        } else if (signal instanceof TopicSignal.Resumed) {
            check(suspended, () -> "resumed, but was not suspended");
            suspended = false;
        } else if (signal instanceof TopicSignal.Ended end) {
            check(end.end() == TopicSignal.Ended.End.SLOW, () -> "ended: " + end);
            ended = true;
        }
    }

    private void onMessages(TopicSignal.Messages messages) {
        check(snapshot == null, () -> "messages in the middle of a snapshot");
        check(
                messages.epoch() == epoch && messages.first() == expected,
                () -> "expected " + expected + " but got " + messages.first()
                        + (messages.epoch() == epoch ? "" : " of another epoch"));
        for (byte[] payload : messages.payloads()) {
            long message = SimulatedNode.message(payload);
            log.seen(epoch, expected++, message);
            received.add(message);
        }
        take(messages.payloads());
    }

    private void onSnapshotEnd(TopicSignal.SnapshotEnd end) {
        List<Long> values = snapshot();
        check(end.asOf() == snapshotAsOf, () -> "end of no snapshot");
        check(epoch == 0 || (end.epoch() == epoch && end.asOf() >= expected - 1), () -> "a snapshot of the past");
        check(
                KeyedState.of(values).equals(log.state(end.epoch()).at(end.asOf())),
                () -> "the snapshot as of " + end.asOf() + " is not the state there was");
        epoch = end.epoch();
        expected = end.asOf() + 1;
        received.addAll(values);
        snapshot = null;
    }

    private List<Long> snapshot() {
        if (snapshot == null) {
            throw new Broken(node.name + " of " + topic + ": part of no snapshot");
        }
        return snapshot;
    }

    private void take(List<byte[]> payloads) {
        queue.addAll(payloads);
        int bytes = queue.stream().mapToInt(payload -> payload.length).sum();
        ProtocolSettings settings = node.settings;
        check(queue.size() <= settings.windowMessages(), () -> "more messages than the window: " + queue.size());
        check(
                bytes <= settings.windowBytes() + SimulatedNode.MAX_PAYLOAD,
                () -> "more bytes than the window: " + bytes);
        goOnTaking();
    }

    void goOnTaking() {
        if (!taking && !queue.isEmpty()) {
            taking = true;
            virtual.after(pace, this::takeSome);
        }
    }

    private void takeSome() {
        taking = false;
        int count = pace == 0 ? queue.size() : Math.min(1, queue.size());
        int bytes = 0;
        for (int i = 0; i < count; i++) {
            bytes += queue.remove().length;
        }
        if (count > 0 && !inlet().isClosed() && !node.isCrashed()) {
            node.consumed(inlet(), count, bytes);
        }
        goOnTaking();
    }

    private void check(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new Broken(node.name + " of " + topic + ": " + otherwise.get());
        }
    }
}
