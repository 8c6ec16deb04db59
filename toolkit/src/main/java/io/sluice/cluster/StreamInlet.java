package io.sluice.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The receiving side of a stream that another node offers: claims it, passes requests on, and claims again from where it is
 * whenever something is missing.
 *
 * <p>Invariants: granted never exceeds what the subscriber has requested, so what comes is given to it at once and nothing is
 * queued here. The number expected next moves only by what the subscriber is given.
 *
 * <p>Threading: confined to the node.
 */
final class StreamInlet {

    private enum State {
        /** Nobody has answered yet. */
        CLAIMING,
        LIVE,
        /** What was sent did not all come; it is asked for again. */
        RECOVERING,
        CLOSED
    }

    final StreamReference reference;
    final long id;
    private final StreamSink sink;
    private final ClusterNode node;
    private final Surroundings around;
    private final StreamLimits limits;
    private final long deadline;

    private State state = State.CLAIMING;
    private @Nullable Link link;
    private long attempt;
    /** Whether something that was sent for this attempt, or may have been, was missed before its answer came. */
    private boolean overtaken;

    private int pauses;
    /** Distinguishes the alarm that counts from those set before. */
    private long alarm;

    private long requested;
    private long granted;
    private long expected = 1;

    /** What the other end was told last, and when it is to be told again. */
    private long confirmed = 1;

    private long unconfirmedBytes;
    private long repeatPause;
    private long repeatAt;

    StreamInlet(StreamReference reference, StreamSink sink, ClusterNode node, StreamLimits limits) {
        this.reference = reference;
        this.sink = sink;
        this.node = node;
        this.around = node.around();
        this.limits = limits;
        this.id = around.freshId();
        this.deadline = around.now + around.settings.deadAfter();
    }

    @Nullable
    Link link() {
        return link;
    }

    /** Asks for the stream, from what is expected next on, and again until that is answered. */
    void claim() {
        if (state != State.CLAIMING && state != State.RECOVERING) {
            return;
        }
        if (state == State.CLAIMING && around.now >= deadline) {
            fail(new StreamLostException(reference, "its node does not answer"));
            return;
        }
        if (link == null) {
            link = node.links.get(reference.node());
        }
        Link to = link;
        if (to != null && to.isUsable()) {
            granted = Math.max(granted, grantable());
            told();
            overtaken = false;
            to.control(new Part.Claim(id, reference.incarnation(), reference.stream(), ++attempt, expected, granted));
        }
        claimAfter(around.settings.backoffMin() + around.backoff(pauses++));
    }

    private void claimAfter(long delay) {
        long mine = ++alarm;
        around.after(delay, () -> {
            if (mine == alarm) {
                claim();
            }
        });
    }

    void claimed(Part.Claimed answer) {
        if (answer.attempt() == attempt && (state == State.CLAIMING || state == State.RECOVERING)) {
            state = State.LIVE;
            alarm++;
            grantIfDue();
            if (overtaken) {
                lost();
            }
        }
    }

    /** Something that was sent to us did not come, or not in order. */
    void lost() {
        overtaken = true;
        if (state == State.LIVE) {
            state = State.RECOVERING;
            claimAfter(around.backoff(pauses++));
        }
    }

    void data(Part.Data data) {
        long skip = expected - data.first();
        List<byte[]> payloads = data.payloads();
        if (skip < 0) {
            around.counts.early++;
            lost();
            return;
        }
        if (skip >= payloads.size()) {
            around.counts.repeated += payloads.size();
            return;
        }
        around.counts.repeated += skip;
        List<byte[]> fresh = skip == 0 ? payloads : payloads.subList((int) skip, payloads.size());
        if (expected - 1 + fresh.size() > granted) {
            release();
            fail(new StreamLostException(reference, "its node sent more than was asked for"));
            return;
        }
        pauses = 0;
        expected += fresh.size();
        for (byte[] payload : fresh) {
            unconfirmedBytes += payload.length;
        }
        sink.next(fresh);
        grantIfDue();
    }

    /** The stream is over before {@code next}; {@code failure} is null if it completed. */
    void ended(long next, @Nullable String failure) {
        if (next > expected) {
            lost();
            return;
        }
        release();
        close();
        if (failure == null) {
            sink.complete();
        } else {
            sink.fail(ClusterStreamException.of(failure));
        }
    }

    /** The other end has no such stream for us, or not any more. */
    void cancelled(CancelReason reason) {
        fail(
                reason == CancelReason.TAKEN
                        ? new IllegalStateException("the stream " + reference.encode() + " has another subscriber")
                        : new StreamLostException(
                                reference, "it has ended, expired or been withdrawn, or its node has begun anew"));
    }

    /** The peer knows nothing any more of what was before. */
    void forgotten() {
        link = null;
        if (state != State.CLAIMING) {
            fail(new StreamLostException(reference, "its node is gone"));
        }
    }

    /** The link carries again. */
    void usable() {
        pauses = 0;
        if (state == State.LIVE) {
            credit();
        } else {
            claimAfter(around.backoff(0));
        }
    }

    /** The subscriber wants so many more. */
    void request(long n) {
        requested = Math.min(ByteReader.MAX_COUNT / 2, requested + Math.min(n, ByteReader.MAX_COUNT / 2));
        grantIfDue();
    }

    private long grantable() {
        return Math.min(requested, expected - 1 + limits.windowMessages());
    }

    private void grantIfDue() {
        long more = grantable() - granted;
        boolean half = more >= Math.max(1, limits.windowMessages() / 2);
        // Where the subscriber says how much, it is passed on as it is said.
        boolean last = more > 0 && granted + more == requested;
        if (state == State.LIVE && (half || last || unconfirmedBytes >= limits.windowBytes() / 2 || isFull())) {
            credit();
        }
    }

    /** Whether as much was given to the subscriber as is worth a confirmation. */
    private boolean isFull() {
        return expected - confirmed >= Math.max(1, limits.windowMessages() / 2);
    }

    private void credit() {
        granted = Math.max(granted, grantable());
        told();
        sendCredit();
    }

    private void told() {
        confirmed = expected;
        unconfirmedBytes = 0;
        repeatPause = around.settings.heartbeat();
        repeatAt = around.now + repeatPause;
    }

    private void sendCredit() {
        if (link != null) {
            link.control(new Part.Credit(id, expected, granted, 0));
        }
    }

    /** At each heartbeat: repeats the grant, ever more rarely, for it may have been lost. */
    void tick() {
        if (state == State.LIVE && around.now >= repeatAt) {
            long pause = Math.min(2 * repeatPause, around.settings.backoffMax());
            credit();
            repeatPause = pause;
            repeatAt = around.now + pause;
        }
    }

    /** The subscriber wants no more. */
    void cancel() {
        if (state != State.CLOSED) {
            release();
            close();
        }
    }

    private void fail(Throwable error) {
        close();
        sink.fail(error);
    }

    /** Has the other end free what it holds, as often as it takes. */
    private void release() {
        if (link != null && attempt > 0) {
            node.cancel(link, id, "");
        }
    }

    private void close() {
        state = State.CLOSED;
        alarm++;
        node.streams.remove(this);
    }

    /** The node leaves. */
    void leave() {
        release();
        fail(new StreamLostException(reference, "this node has left"));
    }
}
