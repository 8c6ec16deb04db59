package io.sluice.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a node that go to one subscriber each: those it offers, those it sends, and those it receives.
 *
 * <p>Invariant: a stream that is offered is in {@code offers} until it is claimed, withdrawn or expires, then, if claimed, in
 * {@code outlets} until it is over; it never comes back.
 *
 * <p>Threading: confined to the node.
 */
final class StreamTable {

    private record Key(Link link, long id) {}

    private final ClusterNode node;
    private final Surroundings around;
    private final long incarnation;
    private final StreamLimits limits;

    private final Map<Long, StreamSource> offers = new LinkedHashMap<>();
    private final Map<Long, StreamOutlet> outlets = new LinkedHashMap<>();
    private final Map<Key, StreamOutlet> byKey = new LinkedHashMap<>();
    private final Map<Long, StreamInlet> inlets = new LinkedHashMap<>();
    private boolean closed;

    /** @param incarnation a number greater than in all earlier lives of this node */
    StreamTable(ClusterNode node, Surroundings around, long incarnation, StreamLimits limits) {
        this.node = node;
        this.around = around;
        this.incarnation = incarnation;
        this.limits = limits;
    }

    long incarnation() {
        return incarnation;
    }

    /** Offered or under way from here. */
    int offered() {
        return offers.size() + outlets.size();
    }

    /** Claimed, and not over. */
    int sent() {
        return outlets.size();
    }

    int received() {
        return inlets.size();
    }

    /** Bytes kept until they are confirmed. */
    long keptBytes() {
        return outlets.values().stream().mapToLong(StreamOutlet::keptBytes).sum();
    }

    /** For the ones who check bounds: no source was asked for more than was granted. */
    boolean isWithinGrants() {
        return outlets.values().stream().allMatch(StreamOutlet::isWithinGrant);
    }

    /** Has {@code source} ready for the first who claims it within {@code unclaimed} milliseconds. */
    void offer(long now, long stream, StreamSource source, long unclaimed) {
        node.begin(now);
        if (closed) {
            source.released();
            return;
        }
        offers.put(stream, source);
        around.after(unclaimed, () -> drop(stream));
    }

    private boolean drop(long stream) {
        StreamSource unclaimed = offers.remove(stream);
        if (unclaimed != null) {
            unclaimed.released();
        }
        return unclaimed != null;
    }

    /** Takes the offer back; whoever receives it already is told {@code failure}. */
    void withdraw(long now, long stream, String failure) {
        node.begin(now);
        StreamOutlet outlet = outlets.get(stream);
        if (!drop(stream) && outlet != null) {
            outlet.end(failure);
        }
    }

    /** The source of {@code outlet} has emitted this. */
    void next(long now, StreamOutlet outlet, byte[] payload) {
        node.begin(now);
        outlet.next(payload);
    }

    void end(long now, StreamOutlet outlet, @Nullable String failure) {
        node.begin(now);
        outlet.end(failure);
    }

    /** Receives a stream; null, and {@code sink} told, if this node has left. */
    @Nullable
    StreamInlet receive(long now, StreamReference reference, StreamSink sink, long requested) {
        node.begin(now);
        if (closed) {
            sink.fail(new StreamLostException(reference, "this node has left"));
            return null;
        }
        StreamInlet inlet = new StreamInlet(reference, sink, node, limits);
        inlets.put(inlet.id, inlet);
        inlet.request(requested);
        inlet.claim();
        return inlet;
    }

    void request(long now, StreamInlet inlet, long n) {
        node.begin(now);
        inlet.request(n);
    }

    void cancel(long now, StreamInlet inlet) {
        node.begin(now);
        inlet.cancel();
    }

    void remove(StreamInlet inlet) {
        inlets.remove(inlet.id);
    }

    void claim(Link from, Part.Claim claim) {
        StreamOutlet outlet = byKey.get(new Key(from, claim.id()));
        if (outlet == null) {
            outlet = accept(from, claim);
        }
        if (outlet != null) {
            outlet.claim(claim);
        }
    }

    private @Nullable StreamOutlet accept(Link from, Part.Claim claim) {
        boolean ofThisLife = claim.incarnation() == incarnation;
        StreamSource source = ofThisLife ? offers.remove(claim.stream()) : null;
        if (source == null) {
            boolean taken = ofThisLife && outlets.containsKey(claim.stream());
            from.control(new Part.Cancelled(claim.id(), taken ? CancelReason.TAKEN : CancelReason.UNKNOWN));
            return null;
        }
        StreamOutlet outlet = new StreamOutlet(from, claim, source, limits, around);
        outlets.put(outlet.stream, outlet);
        byKey.put(new Key(from, outlet.id), outlet);
        source.start(outlet);
        return outlet;
    }

    private void remove(StreamOutlet outlet) {
        outlets.remove(outlet.stream);
        byKey.remove(new Key(outlet.link, outlet.id));
        outlet.close();
    }

    /** False if it is for none of these; so with what follows. */
    boolean credit(Link from, Part.Credit credit) {
        StreamOutlet outlet = byKey.get(new Key(from, credit.id()));
        if (outlet != null) {
            outlet.credit(credit);
        }
        return outlet != null;
    }

    void cancel(Link from, long id) {
        StreamOutlet outlet = byKey.get(new Key(from, id));
        if (outlet != null) {
            remove(outlet);
        }
    }

    boolean claimed(Link from, Part.Claimed claimed) {
        return tell(from, claimed.id(), inlet -> inlet.claimed(claimed));
    }

    boolean data(Link from, Part.Data data) {
        return tell(from, data.id(), inlet -> inlet.data(data));
    }

    boolean ended(Link from, long id, long next, @Nullable String failure) {
        return tell(from, id, inlet -> inlet.ended(next, failure));
    }

    boolean cancelled(Link from, Part.Cancelled cancelled) {
        return tell(from, cancelled.id(), inlet -> inlet.cancelled(cancelled.reason()));
    }

    private boolean tell(Link from, long id, Consumer<StreamInlet> what) {
        StreamInlet inlet = inlets.get(id);
        boolean ours = inlet != null && inlet.link() == from;
        if (ours) {
            what.accept(inlet);
        }
        return ours;
    }

    void usable(Link link) {
        outletsOf(link).forEach(StreamOutlet::usable);
        inletsOf(link).forEach(StreamInlet::usable);
    }

    /** Frames of the peer were lost. */
    void lost(Link link) {
        inletsOf(link).forEach(StreamInlet::lost);
    }

    /** At each heartbeat. */
    void tick(Link link) {
        for (StreamOutlet outlet : outletsOf(link)) {
            if (!outlet.tick()) {
                remove(outlet);
            }
        }
        inletsOf(link).forEach(StreamInlet::tick);
    }

    /** The peer is gone, or knows nothing of what was before. */
    void forget(Link link) {
        outletsOf(link).forEach(this::remove);
        inletsOf(link).forEach(StreamInlet::forgotten);
    }

    private List<StreamOutlet> outletsOf(Link link) {
        return outlets.values().stream().filter(outlet -> outlet.link == link).toList();
    }

    private List<StreamInlet> inletsOf(Link link) {
        return inlets.values().stream().filter(inlet -> inlet.link() == link).toList();
    }

    /** The node leaves. */
    void close() {
        closed = true;
        new ArrayList<>(inlets.values()).forEach(StreamInlet::leave);
        new ArrayList<>(offers.keySet()).forEach(this::drop);
        new ArrayList<>(outlets.values()).forEach(this::remove);
    }
}
