package io.sluice.cluster;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of one subscription: sends what its source keeps, as far as credit and link allow, and tells of a gap, or
 * sends the state anew, when the source no longer keeps what would be next.
 *
 * <p>Invariants: all before {@code next} was sent, told as a gap, or is in a snapshot. What was sent is below both grants, but
 * for the last message, which may exceed the one in bytes. Nothing is sent to a link that is not usable.
 *
 * <p>Threading: confined to the node.
 */
final class Outlet implements Link.Waiting {

    /** Messages sent in a row before others that wait for the link get their turn. */
    private static final int QUANTUM = 64;

    private static final long NOT_STALLED = -1;

    final Link link;
    final long id;
    private final OutletSource source;
    private final Surroundings around;

    private long next;
    private long grantedMessages;
    private long grantedBytes;
    private long sentMessages;
    private long sentBytes;

    private @Nullable List<byte[]> snapshot;
    private long snapshotAsOf;
    private int snapshotSent;
    private boolean snapshotBegun;

    private long heardAt;
    private long stalledSince = NOT_STALLED;

    Outlet(Link link, Part.Subscribe subscribe, OutletSource source, Surroundings around) {
        this.link = link;
        this.id = subscribe.id();
        this.source = source;
        this.around = around;
        this.grantedMessages = subscribe.messages();
        this.grantedBytes = subscribe.bytes();
        this.heardAt = around.now;
    }

    OutletSource source() {
        return source;
    }

    long next() {
        return next;
    }

    /** Answers the subscriber and begins where it asked to. */
    void begin(Part.Subscribe asked) {
        MessageRing ring = source.ring();
        boolean whole = false;
        switch (asked.start()) {
            case LIVE -> {
                next = ring.last() + 1;
                whole = true;
            }
            case HISTORY -> {
                next = ring.first();
                whole = true;
            }
            case SNAPSHOT -> next = ring.first();
            case RESUME -> {
                next = asked.epoch() == source.epoch() ? Math.min(asked.next(), ring.last() + 1) : 1;
                whole = next >= ring.first();
            }
        }
        if (!whole) {
            startSnapshot();
        }
        if (snapshot == null) {
            next = Math.max(next, ring.first());
        }
        link.control(new Part.Subscribed(id, source.epoch(), next, snapshot != null));
        goOn();
    }

    private void startSnapshot() {
        snapshot = source.state();
        if (snapshot != null) {
            snapshotAsOf = source.ring().last();
            snapshotSent = 0;
            snapshotBegun = false;
            next = snapshotAsOf + 1;
        }
    }

    /** Grants are cumulative: the greater one counts. */
    void credit(Part.Credit credit) {
        heardAt = around.now;
        if (around.rules.cumulativeCredit()) {
            grantedMessages = Math.max(grantedMessages, credit.messages());
            grantedBytes = Math.max(grantedBytes, credit.bytes());
        } else {
            grantedMessages += credit.messages();
            grantedBytes += credit.bytes();
        }
        source.credited(this, credit.next(), grantedMessages - sentMessages);
        goOn();
    }

    /** Sends what may be sent. */
    @Override
    public void goOn() {
        for (int sent = 0; ; sent++) {
            if (!link.mayCarry() || sent == QUANTUM) {
                if (hasMore()) {
                    link.await(this);
                    if (link.mayCarry()) {
                        around.after(0, link::wake);
                    }
                }
                return;
            }
            if (!step()) {
                return;
            }
        }
    }

    private boolean hasMore() {
        return snapshot != null || next <= source.ring().last() || source.end() != null;
    }

    /** Sends one thing; false if there is nothing to send, or no credit for it. */
    private boolean step() {
        if (snapshot != null) {
            return sendSnapshot(snapshot);
        }
        MessageRing ring = source.ring();
        if (next > ring.last()) {
            sendEnd();
            return false;
        }
        if (!hasCredit()) {
            return false;
        }
        stalledSince = NOT_STALLED;
        if (next < ring.first()) {
            around.counts.overruns++;
            long from = next;
            startSnapshot();
            if (snapshot == null) {
                next = ring.first();
                link.control(new Part.Gap(id, source.epoch(), from, next - 1));
            }
            return true;
        }
        byte[] payload = ring.get(next);
        spend(payload);
        link.data(id, source.epoch(), next++, payload);
        return true;
    }

    private boolean sendSnapshot(List<byte[]> values) {
        if (!snapshotBegun) {
            snapshotBegun = true;
            link.control(new Part.SnapshotBegin(id, source.epoch(), snapshotAsOf));
        }
        if (snapshotSent == values.size()) {
            snapshot = null;
            link.control(new Part.SnapshotEnd(id, source.epoch(), snapshotAsOf, values.size()));
            return true;
        }
        if (!hasCredit()) {
            return false;
        }
        stalledSince = NOT_STALLED;
        byte[] value = values.get(snapshotSent);
        spend(value);
        link.snapshot(id, source.epoch(), snapshotAsOf, snapshotSent++, value);
        return true;
    }

    private void sendEnd() {
        OutletSource.End end = source.end();
        if (end != null) {
            String failure = end.failure();
            link.control(
                    failure == null
                            ? new Part.Complete(id, source.epoch(), next)
                            : new Part.Failed(id, source.epoch(), next, failure));
        }
    }

    private boolean hasCredit() {
        return sentMessages < grantedMessages && sentBytes < grantedBytes;
    }

    private void spend(byte[] payload) {
        sentMessages++;
        sentBytes += payload.length;
    }

    /** Looks after what may have been lost; false if the subscriber is to be given up. */
    boolean tick() {
        if (around.now - heardAt >= around.settings.deadAfter()) {
            around.counts.expired++;
            return false;
        }
        if (source.end() != null) {
            goOn();
        }
        if (hasCredit() || !isOverrun()) {
            stalledSince = NOT_STALLED;
        } else if (stalledSince == NOT_STALLED) {
            stalledSince = around.now;
        } else if (around.now - stalledSince >= around.settings.evictAfter()) {
            around.counts.evictions++;
            link.control(new Part.Cancelled(id, CancelReason.SLOW));
            return false;
        }
        return true;
    }

    private boolean isOverrun() {
        return next < source.ring().first();
    }

    /** For the ones who check bounds: messages sent that the grants do not cover. */
    boolean isWithinGrant() {
        return sentMessages <= grantedMessages;
    }
}
