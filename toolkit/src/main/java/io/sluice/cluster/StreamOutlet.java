package io.sluice.cluster;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The sending side of a stream that is handed to another node: asks its source for what was granted, keeps what was not
 * confirmed yet, and sends it again from where the subscriber claims to be.
 *
 * <p>Invariants: the source was asked for no more than was granted, so everything it has emitted may be sent. What is kept is
 * the messages from {@code confirmed + 1} up to and with {@code taken}, {@code unsent} those of them from {@code next} on. A message's number never changes, so one that comes
 * again is known by it.
 *
 * <p>Memory: {@link StreamLimits}. Threading: confined to the node.
 */
final class StreamOutlet implements Link.Waiting {

    final Link link;
    final long id;
    final long stream;
    private final StreamSource source;
    private final StreamLimits limits;
    private final Surroundings around;

    private final ArrayDeque<byte[]> kept = new ArrayDeque<>();
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();
    private long keptBytes;
    private long confirmed;
    private long taken;
    /** The number of the message to send next. */
    private long next = 1;

    private long granted;
    private long asked;
    private long largest;

    private long attempt;
    private OutletSource.@Nullable End end;
    private boolean endSent;
    private boolean closed;
    private long heardAt;

    StreamOutlet(Link link, Part.Claim claim, StreamSource source, StreamLimits limits, Surroundings around) {
        this.link = link;
        this.id = claim.id();
        this.stream = claim.stream();
        this.source = source;
        this.limits = limits;
        this.around = around;
        // Until something has come, as if a quantum filled the window.
        this.largest = Math.max(1, limits.windowBytes() / limits.quantum());
        this.heardAt = around.now;
    }

    /** The subscriber asks, or asks again: from there on, whatever was sent before. */
    void claim(Part.Claim claim) {
        confirm(claim.next(), claim.messages());
        if (claim.attempt() > attempt) {
            attempt = claim.attempt();
            next = confirmed + 1;
            unsent.clear();
            unsent.addAll(kept);
            endSent = false;
        }
        if (claim.attempt() == attempt) {
            link.control(new Part.Claimed(id, stream, attempt));
        }
        goOn();
    }

    void credit(Part.Credit credit) {
        confirm(credit.next(), credit.messages());
        goOn();
    }

    /** Grants and confirmations are cumulative: the greater one counts. */
    private void confirm(long expected, long messages) {
        heardAt = around.now;
        granted = Math.max(granted, messages);
        while (confirmed + 1 < expected && !kept.isEmpty()) {
            keptBytes -= kept.remove().length;
            confirmed++;
        }
        while (next <= confirmed) {
            byte[] unused = unsent.remove();
            next++;
        }
    }

    /** The source has emitted this. */
    void next(byte[] payload) {
        if (closed || end != null) {
            return;
        }
        taken++;
        kept.add(payload);
        unsent.add(payload);
        keptBytes += payload.length;
        largest = Math.max(largest, payload.length);
        goOn();
    }

    /** The source has ended; {@code failure} is null if it completed. The first end counts. */
    void end(@Nullable String failure) {
        if (end == null) {
            end = new OutletSource.End(failure);
            goOn();
        }
    }

    /** Sends what is there, and asks for more. */
    @Override
    public void goOn() {
        if (closed) {
            return;
        }
        send();
        if (next > taken && end != null && !endSent) {
            endSent = true;
            sendEnd(end);
        }
        ask();
    }

    private void send() {
        while (!unsent.isEmpty()) {
            if (!link.mayCarry()) {
                link.await(this);
                return;
            }
            link.data(id, stream, next++, unsent.remove());
        }
    }

    private void sendEnd(OutletSource.End how) {
        String failure = how.failure();
        link.control(
                failure == null
                        ? new Part.Complete(id, stream, taken + 1)
                        : new Part.Failed(id, stream, taken + 1, failure));
    }

    /** Asks the source for what was granted, little by little: how large its messages are is seen when they come. */
    private void ask() {
        long open = asked - taken;
        long room = limits.windowBytes() - keptBytes;
        if (end != null || granted == asked || room <= 0 || open > limits.quantum() / 2) {
            return;
        }
        long fit = Math.max(1, room / largest);
        long more = Math.min(granted - asked, Math.min(limits.quantum() - open, fit - open));
        if (more > 0) {
            asked += more;
            source.request(more);
        }
    }

    /** Looks after what may have been lost; false if nobody has cared for it for too long. */
    boolean tick() {
        if (around.now - heardAt >= around.settings.deadAfter()) {
            around.counts.expired++;
            return false;
        }
        if (next > taken && end != null) {
            sendEnd(end);
        }
        return true;
    }

    /** The link carries again: its silence was not the subscriber's. */
    void usable() {
        heardAt = around.now;
    }

    void close() {
        if (!closed) {
            closed = true;
            kept.clear();
            unsent.clear();
            link.forget(this);
            source.released();
        }
    }

    /** For the ones who check bounds: messages the source was asked for that the grants do not cover. */
    boolean isWithinGrant() {
        return asked <= granted && taken <= asked;
    }

    long keptBytes() {
        return keptBytes;
    }
}
