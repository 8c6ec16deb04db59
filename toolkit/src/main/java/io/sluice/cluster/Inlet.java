package io.sluice.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of one subscription of this node: finds the owner, asks it, and keeps asking from where it is whenever
 * something is missing, until it is closed.
 *
 * <p>Each attempt has an identifier of its own; what comes under an earlier one is dropped. The position, an epoch and the
 * sequence expected next, outlives the attempts: it moves only by what its subscriber is told.
 *
 * <p>Threading: confined to the node.
 */
final class Inlet {

    private enum State {
        /** For the next attempt, or for a link. */
        WAITING,
        /** For the owner's answer. */
        ASKED,
        LIVE,
        CLOSED
    }

    private static final long NONE = -1;

    private final String topic;
    private final Start start;
    private final Router router;
    private final Surroundings around;
    private final InletCredit credit;

    private State state = State.WAITING;
    private @Nullable Link link;
    /** Who answered last. */
    private @Nullable String owner;

    private long id;
    private int attempts;
    /** Distinguishes the alarm that counts from those set before. */
    private long alarm;

    private boolean recovering;
    private boolean overtaken;
    private boolean suspended;

    private long attemptEpoch;
    private long epoch;
    private long expected;

    private long snapshotAsOf = NONE;
    private long snapshotNext;
    private long snapshotDone = NONE;

    /** How an inlet finds its way. */
    interface Router {

        /** The link to whom has {@code inlet}'s topic; null as long as nobody is known. */
        @Nullable
        Link route(Inlet inlet);

        /** The inlet goes by {@code fresh} now; {@code former} is 0 if it had no identifier. */
        void renamed(Inlet inlet, long former, long fresh);

        /** Sees to it that nothing stays at the other end of {@code link}. */
        void cancel(Link link, long id, String topic);

        void closed(Inlet inlet, long id);
    }

    /** @param exact whether every message is asked for; otherwise there is a window */
    Inlet(String topic, Start start, boolean exact, Router router, Surroundings around) {
        this.topic = topic;
        this.start = start;
        this.router = router;
        this.around = around;
        this.credit = new InletCredit(exact, around);
    }

    String topic() {
        return topic;
    }

    boolean isNamed(long candidate) {
        return id == candidate;
    }

    InletCredit credit() {
        return credit;
    }

    boolean isLive() {
        return state == State.LIVE && !recovering && !suspended;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    @Nullable
    Link link() {
        return link;
    }

    /** Goes to whom has the topic now, in a moment: when members change, not all come at once. */
    void route() {
        if (state == State.CLOSED) {
            return;
        }
        Link to = router.route(this);
        if (to != null && to == link) {
            return;
        }
        leave();
        link = to;
        if (to != null) {
            to.inlets.add(this);
            attemptAfter(around.backoff(0));
        }
    }

    /** The other end knows nothing of this subscription any more. */
    void forgotten() {
        Link lost = link;
        detach();
        if (lost != null && epoch != 0) {
            signal(new TopicSignal.Lost(lost.peer));
        }
        route();
    }

    private void leave() {
        Link left = link;
        if (left != null && id != 0) {
            router.cancel(left, id, topic);
        }
        detach();
    }

    private void detach() {
        if (link != null) {
            link.inlets.remove(this);
            link = null;
        }
        if (id != 0) {
            router.renamed(this, id, 0);
            id = 0;
        }
        if (state != State.CLOSED) {
            state = State.WAITING;
        }
        alarm++;
        suspend();
    }

    private void attemptAfter(long delay) {
        long mine = ++alarm;
        around.after(delay, () -> {
            if (mine == alarm) {
                attempt();
            }
        });
    }

    /** Asks, under a fresh identifier, for what comes next. */
    private void attempt() {
        Link to = link;
        if (state == State.CLOSED || to == null) {
            return;
        }
        if (!to.isUsable()) {
            state = State.WAITING;
            return;
        }
        long fresh = around.freshId();
        router.renamed(this, id, fresh);
        id = fresh;
        around.counts.resubscribes++;
        state = State.ASKED;
        recovering = false;
        overtaken = false;
        snapshotAsOf = NONE;
        snapshotDone = NONE;
        credit.restart();
        Start from = epoch == 0 ? start : Start.RESUME;
        to.control(new Part.Subscribe(id, topic, from, epoch, expected, credit.messages(), credit.bytes()));
        attemptAfter(around.backoff(attempts++) + around.settings.backoffMin());
    }

    /** The link carries again. */
    void usable() {
        if (state == State.WAITING) {
            attemptAfter(around.backoff(0));
        } else if (state == State.LIVE) {
            resume();
            grant(true);
        }
    }

    void suspend() {
        if (!suspended && (epoch != 0 || state == State.LIVE) && state != State.CLOSED) {
            suspended = true;
            signal(new TopicSignal.Suspended());
        }
    }

    private void resume() {
        if (suspended) {
            suspended = false;
            signal(new TopicSignal.Resumed());
        }
    }

    void subscribed(Part.Subscribed answer) {
        if (state != State.ASKED) {
            return;
        }
        state = State.LIVE;
        alarm++;
        attemptEpoch = answer.epoch();
        resume();
        followOwner();
        if (epoch != 0 && epoch != attemptEpoch) {
            signal(new TopicSignal.Reset(epoch, expected - 1, attemptEpoch));
            epoch = attemptEpoch;
            expected = 1;
        }
        if (!answer.snapshot()) {
            if (epoch == 0) {
                epoch = attemptEpoch;
                expected = answer.next();
                signal(new TopicSignal.Joined(epoch, expected));
            } else {
                skipTo(answer.next());
            }
        }
        credit.started(this::repeatGrant);
        if (overtaken) {
            lost();
        }
    }

    private void followOwner() {
        Link present = link;
        if (present == null || present.peer.equals(owner)) {
            return;
        }
        if (owner != null) {
            signal(new TopicSignal.OwnerMoved(present.peer));
        }
        owner = present.peer;
    }

    private void skipTo(long next) {
        if (next > expected) {
            signal(new TopicSignal.Gap(epoch, expected, next - 1));
            expected = next;
        }
    }

    /** Something that was sent to us did not come, or not in order: asks for it again, after a pause. */
    void lost() {
        if (state == State.LIVE && !recovering) {
            recovering = true;
            attemptAfter(around.backoff(attempts++));
        }
    }

    void data(Part.Data data) {
        List<byte[]> payloads = data.payloads();
        if (!around.rules.fencing()) {
            followEpoch(data);
        } else if (!isOfAttempt(data.epoch())) {
            around.counts.fenced++;
            return;
        }
        if (epoch == 0 || snapshotAsOf != NONE) {
            lost();
            return;
        }
        long skip = expected - data.first();
        if (skip < 0) {
            around.counts.early++;
            lost();
            if (around.rules.gapsHeeded()) {
                return;
            }
            skip = 0;
            expected = data.first();
        }
        if (skip >= payloads.size()) {
            around.counts.repeated += payloads.size();
            return;
        }
        around.counts.repeated += skip;
        attempts = 0;
        List<byte[]> fresh = skip == 0 ? payloads : payloads.subList((int) skip, payloads.size());
        long first = expected;
        expected += fresh.size();
        credit.received(fresh);
        signal(new TopicSignal.Messages(epoch, first, fresh));
        grant(false);
    }

    /** What a subscriber without fences would do. */
    private void followEpoch(Part.Data data) {
        if (epoch != 0 && epoch != data.epoch()) {
            signal(new TopicSignal.Reset(epoch, expected - 1, data.epoch()));
            epoch = data.epoch();
            expected = 1;
            skipTo(data.first());
        }
    }

    void gap(Part.Gap gap) {
        if (isOfAttempt(gap.epoch()) && epoch != 0 && snapshotAsOf == NONE && gap.from() <= expected) {
            skipTo(gap.to() + 1);
        } else {
            lost();
        }
    }

    void snapshotBegin(Part.SnapshotBegin begin) {
        if (!isOfAttempt(begin.epoch()) || begin.asOf() <= snapshotDone || begin.asOf() == snapshotAsOf) {
            return;
        }
        snapshotAsOf = begin.asOf();
        snapshotNext = 0;
        signal(new TopicSignal.SnapshotBegin(attemptEpoch, snapshotAsOf));
    }

    void snapshotChunk(Part.SnapshotChunk chunk) {
        if (!isOfAttempt(chunk.epoch()) || chunk.asOf() <= snapshotDone) {
            return;
        }
        if (chunk.asOf() != snapshotAsOf || chunk.first() > snapshotNext) {
            lost();
        } else if (chunk.first() == snapshotNext) {
            snapshotNext += chunk.payloads().size();
            credit.received(chunk.payloads());
            signal(new TopicSignal.SnapshotValues(chunk.payloads()));
            grant(false);
        }
    }

    void snapshotEnd(Part.SnapshotEnd end) {
        if (!isOfAttempt(end.epoch()) || end.asOf() <= snapshotDone) {
            return;
        }
        if (end.asOf() != snapshotAsOf || end.values() != snapshotNext) {
            lost();
            return;
        }
        snapshotDone = snapshotAsOf;
        snapshotAsOf = NONE;
        attempts = 0;
        epoch = attemptEpoch;
        expected = snapshotDone + 1;
        signal(new TopicSignal.SnapshotEnd(epoch, snapshotDone));
    }

    private boolean isOfAttempt(long partEpoch) {
        // What overtakes the answer to the attempt is dropped, and missed once the answer comes.
        overtaken |= state == State.ASKED;
        return state == State.LIVE && partEpoch == attemptEpoch;
    }

    /** The stream is over before {@code next}. */
    void ended(long partEpoch, long next, @Nullable String failure) {
        if (!isOfAttempt(partEpoch) || epoch == 0) {
            return;
        }
        if (next > expected) {
            lost();
            return;
        }
        close();
        signal(
                failure == null
                        ? new TopicSignal.Ended(TopicSignal.Ended.End.COMPLETE, "")
                        : new TopicSignal.Ended(TopicSignal.Ended.End.ERROR, failure));
    }

    /** The owner knows no such subscription, or not any more. */
    void cancelled(CancelReason reason) {
        router.renamed(this, id, 0);
        id = 0;
        if (reason == CancelReason.SLOW) {
            close();
            signal(new TopicSignal.Ended(TopicSignal.Ended.End.SLOW, "too far behind for too long"));
            return;
        }
        state = State.WAITING;
        recovering = false;
        suspend();
        attemptAfter(around.backoff(attempts++));
    }

    /** The local side has room for more: adds to what may be granted. */
    void consumed(long messages, long bytes) {
        credit.consumed(messages, bytes);
        grant(false);
    }

    private void grant(boolean again) {
        if (state == State.LIVE && link != null && (again || credit.isDue())) {
            link.control(new Part.Credit(id, expected, credit.grantMessages(), credit.grantBytes()));
        }
    }

    private void repeatGrant() {
        grant(true);
    }

    /** Ends it; what is at the other end goes, too. */
    void close() {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            credit.close();
            long last = id;
            leave();
            router.closed(this, last);
        }
    }

    private void signal(TopicSignal signal) {
        around.effects.signal(this, signal);
    }
}
