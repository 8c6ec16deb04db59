package io.sluice.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What this node knows of one peer, and the frames on the way to it.
 *
 * <p>A link has an incarnation at either end. Each end draws its own when it creates the link, and anew when it has forgotten
 * the peer; a frame names both, so that what was said in an earlier life of the link is told apart. A link is usable once the
 * peer's is known, and as long as the peer is heard.
 *
 * <p>Threading: confined to the node.
 */
final class Link {

    /** Frames received after which the peer is told, without waiting for the heartbeat. */
    private static final int REPORT_FRAMES = InFlight.FRAMES / 4;

    /** Messages in a millisecond from which on there are more to wait for, and in a frame that is worth sending. */
    private static final int BUSY = 64;

    final String peer;
    final Map<Long, Outlet> outlets = new LinkedHashMap<>();
    final Set<Inlet> inlets = new LinkedHashSet<>();

    private final Surroundings around;
    private final Set<Link> dirty;
    private final FrameWriter batch;
    private final InFlight inFlight;
    private final long mine;
    private long theirs;

    private ReceivedFrames received = new ReceivedFrames();
    private long reported;
    private int receivedBytes;
    private boolean holeWatched;

    /** The millisecond in which something was last sent, and how many messages that was. */
    private long busyAt = Alarms.NEVER;

    private int messagesSent;

    private boolean open = true;
    private boolean suspected;
    private long heardAt;
    private long helloAt = Long.MIN_VALUE;
    private long probeAt;
    private int probes;

    private Set<Waiting> waiting = new LinkedHashSet<>();

    /** Something that goes on as soon as more may be sent. */
    interface Waiting {

        void goOn();
    }

    /** @param dirty where this link puts itself when it has something to send at the end of the turn */
    Link(String peer, Surroundings around, Set<Link> dirty) {
        this.peer = peer;
        this.around = around;
        this.dirty = dirty;
        this.mine = around.freshIncarnation();
        this.batch = new FrameWriter(around.self);
        this.inFlight = new InFlight(around.settings.linkBytes());
        this.heardAt = around.now;
        this.probeAt = around.now;
    }

    long mine() {
        return mine;
    }

    long theirs() {
        return theirs;
    }

    /** False once this link was given up; another may stand in its place. */
    boolean isOpen() {
        return open;
    }

    boolean isUsable() {
        return open && theirs != 0 && !suspected;
    }

    boolean isSuspected() {
        return suspected;
    }

    /** Whether messages may be sent: what is in flight is below its bound. */
    boolean mayCarry() {
        return isUsable() && !inFlight.isFull();
    }

    long bytesInFlight() {
        return inFlight.bytes();
    }

    long silence() {
        return around.now - heardAt;
    }

    /** The peer began a new life: what was in flight, and what was seen, was another's. */
    void adopt(long incarnation) {
        theirs = incarnation;
        received = new ReceivedFrames();
        reported = 0;
        batch.clear();
        heardAt = around.now;
    }

    /** Whether a frame of the peer, meant for this life of the link, is new. */
    boolean accept(long sequence, int bytes) {
        heardAt = around.now;
        suspected = false;
        probes = 0;
        if (!received.accept(sequence)) {
            return false;
        }
        receivedBytes += bytes;
        boolean much =
                received.highest() - reported >= REPORT_FRAMES || receivedBytes >= around.settings.linkBytes() / 4;
        if (much && isUsable()) {
            heartbeat();
        }
        return true;
    }

    /** Whether somebody looks after frames that are missing. */
    boolean isHoleWatched() {
        return holeWatched;
    }

    void watchHole(boolean watched) {
        holeWatched = watched;
    }

    ReceivedFrames received() {
        return received;
    }

    void suspect() {
        // What was taken from its source has to leave: only what has a sequence is missed when it is lost.
        flush();
        suspected = true;
        probes = 0;
        probeAt = around.now;
    }

    /** Asks for a sign of life, ever more rarely. */
    void probe() {
        if (around.now >= probeAt) {
            probeAt = around.now
                    + Math.min(around.settings.backoffMax(), around.settings.heartbeat() << Math.min(probes++, 10));
            sayHello();
        }
    }

    /** At most once in a while: what asks for it may come in crowds. */
    void sayHello() {
        if (helloAt != Long.MIN_VALUE && around.now < helloAt + around.settings.backoffMin()) {
            return;
        }
        helloAt = around.now;
        flush();
        batch.add(new Part.Hello());
        flush();
    }

    void heartbeat() {
        reported = received.highest();
        receivedBytes = 0;
        control(new Part.Heartbeat(reported));
    }

    /** Sends something small that is repeated if need be; to a peer that is not heard it is not sent. */
    void control(Part part) {
        if (isUsable()) {
            batch.add(part);
            added();
        }
    }

    void data(long id, long epoch, long sequence, byte[] payload) {
        batch.data(id, epoch, sequence, payload);
        added();
    }

    void snapshot(long id, long epoch, long asOf, long number, byte[] payload) {
        batch.snapshot(id, epoch, asOf, number, payload);
        added();
    }

    void publish(long owner, String topic, long producer, long base, long number, byte[] payload) {
        batch.publish(owner, topic, producer, base, number, payload);
        added();
    }

    private void added() {
        if (batch.messages() >= around.settings.batchMessages() || batch.bytes() >= around.settings.batchBytes()) {
            flush();
        } else {
            dirty.add(this);
        }
    }

    /**
     * At the end of a turn: sends what has gathered, unless so much has left in this millisecond that more will come, and a
     * frame of its own would cost more than the wait. False if it waits.
     */
    boolean flushUnlessBusy() {
        if (around.now == busyAt && messagesSent >= BUSY && batch.messages() < BUSY && !peer.equals(around.self)) {
            return false;
        }
        flush();
        return true;
    }

    /** Sends what has gathered. */
    void flush() {
        dirty.remove(this);
        if (batch.isEmpty()) {
            return;
        }
        if (around.now != busyAt) {
            busyAt = around.now;
            messagesSent = 0;
        }
        messagesSent += batch.messages();
        byte[] frame = batch.take(mine, theirs, inFlight.next());
        inFlight.sent(frame.length);
        around.effects.send(peer, frame);
    }

    /** The peer has seen the frames up to {@code highest}. */
    void seen(long highest) {
        inFlight.seen(highest);
        wake();
    }

    /** Goes on with {@code what} as soon as messages may be sent again. */
    void await(Waiting what) {
        waiting.add(what);
    }

    void forget(Waiting what) {
        waiting.remove(what);
    }

    /** Lets those go on who waited, each in its turn. */
    void wake() {
        if (waiting.isEmpty() || !mayCarry()) {
            return;
        }
        List<Waiting> turn = new ArrayList<>(waiting);
        waiting = new LinkedHashSet<>();
        for (Waiting next : turn) {
            next.goOn();
        }
    }

    /** Gives the link up. */
    void close() {
        open = false;
        batch.clear();
        dirty.remove(this);
        waiting.clear();
    }
}
