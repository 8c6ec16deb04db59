package io.sluice.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One node's side of the protocol, as a state machine: it is told what happens and what time it is, and says through its
 * {@link Effects} what is to be done. It knows no clock, no thread and no network.
 *
 * <p>Threading: none of its own; one call at a time, with times that never go back. Each call is a turn; what is sent in it
 * leaves with {@link #endTurn}, or when {@link #nextWakeUp} is due.
 */
final class ClusterNode implements Inlet.Router, Publisher.Router {

    private final Surroundings around;
    private final Function<String, @Nullable TopicState> states;
    private final PartDispatch dispatch = new PartDispatch(this);

    final Map<String, Link> links = new LinkedHashMap<>();
    final Map<Long, Inlet> inlets = new LinkedHashMap<>();
    final Set<Inlet> open = new LinkedHashSet<>();
    final Map<String, OwnedTopic> owned = new LinkedHashMap<>();
    final Map<String, Publisher> publishers = new LinkedHashMap<>();
    final Cancellations cancellations;
    final Watches watches;
    final StreamTable streams;

    private final Set<Link> dirty = new LinkedHashSet<>();
    private long dirtySince = Alarms.NEVER;
    private final Set<String> members = new LinkedHashSet<>();
    private final Set<String> leaving = new LinkedHashSet<>();
    private boolean gone;

    /**
     * @param born a number greater than in all earlier lives of a node of this name, such as the time in microseconds
     * @param states makes the state of a topic that keeps one
     */
    ClusterNode(
            String self,
            ProtocolSettings settings,
            Rules rules,
            Effects effects,
            RandomGenerator random,
            long born,
            Function<String, @Nullable TopicState> states) {
        this(self, settings, rules, effects, random, born, states, StreamLimits.STANDARD);
    }

    ClusterNode(
            String self,
            ProtocolSettings settings,
            Rules rules,
            Effects effects,
            RandomGenerator random,
            long born,
            Function<String, @Nullable TopicState> states,
            StreamLimits limits) {
        this.around = new Surroundings(self, settings, rules, effects, random, born);
        this.cancellations = new Cancellations(around);
        this.watches = new Watches(this, around);
        this.streams = new StreamTable(this, around, born, limits);
        this.states = states;
    }

    Surroundings around() {
        return around;
    }

    /** The membership is this now, the node itself included. */
    void members(long now, Collection<String> present) {
        begin(now);
        List<String> left = new ArrayList<>(members);
        left.removeAll(present);
        members.clear();
        members.addAll(present);
        leaving.retainAll(present);
        for (String node : left) {
            lose(node);
        }
        for (String node : present) {
            connect(node);
        }
        rerouteAll();
    }

    /** A frame came. */
    void receive(long now, byte[] bytes) {
        begin(now);
        Frame frame = FrameReader.read(bytes);
        if (frame == null) {
            around.counts.malformed++;
            return;
        }
        boolean hello = frame.parts().get(0) instanceof Part.Hello;
        Link link = links.get(frame.source());
        if (link == null && hello && !gone) {
            // Not every node learns of a new one at the same time.
            link = connect(frame.source());
        }
        if (link == null || frame.sourceIncarnation() < link.theirs()) {
            around.counts.stale++;
            return;
        }
        boolean meant = frame.destinationIncarnation() == link.mine();
        if (frame.sourceIncarnation() > link.theirs() && (meant || hello)) {
            renew(link, frame.sourceIncarnation());
        }
        if (!meant) {
            around.counts.stale++;
            link.sayHello();
            return;
        }
        accept(link, frame, bytes.length);
    }

    private void accept(Link link, Frame frame, int bytes) {
        boolean wasSuspected = link.isSuspected();
        boolean fresh = link.accept(frame.sequence(), bytes);
        if (wasSuspected) {
            usable(link);
        }
        if (!fresh) {
            around.counts.late++;
            return;
        }
        watchHole(link);
        for (Part part : frame.parts()) {
            if (!link.isOpen()) {
                return;
            }
            part.applyTo(dispatch, link);
        }
    }

    /** The peer is in a new life of the link: it knows nothing of what was before. */
    private void renew(Link link, long incarnation) {
        boolean known = link.theirs() != 0;
        boolean back = leaving.remove(link.peer);
        link.adopt(incarnation);
        if (known) {
            forget(link);
        }
        usable(link);
        if (back) {
            rerouteAll();
        }
    }

    private void usable(Link link) {
        for (Inlet inlet : List.copyOf(link.inlets)) {
            inlet.usable();
        }
        streams.usable(link);
        link.wake();
        for (Outlet outlet : List.copyOf(link.outlets.values())) {
            outlet.goOn();
        }
        for (Publisher publisher : List.copyOf(publishers.values())) {
            publisher.route();
        }
    }

    /** Frees what was held for the peer; what we want of it is asked for again. */
    private void forget(Link link) {
        for (Outlet outlet : List.copyOf(link.outlets.values())) {
            remove(outlet);
        }
        cancellations.forget(link);
        for (Inlet inlet : List.copyOf(link.inlets)) {
            inlet.forgotten();
        }
        streams.forget(link);
    }

    /** If frames are missing, gives them a moment, then takes them for lost. */
    private void watchHole(Link link) {
        if (link.received().hasHole() && !link.isHoleWatched()) {
            link.watchHole(true);
            long upTo = link.received().highest();
            around.after(around.backoff(0), () -> {
                link.watchHole(false);
                if (link.isOpen()) {
                    link.received().giveUp(upTo);
                    checkLost(link);
                    watchHole(link);
                }
            });
        }
        checkLost(link);
    }

    private void checkLost(Link link) {
        long lost = link.received().takeLost();
        if (lost > 0) {
            around.counts.lostFrames += lost;
            if (around.rules.gapsHeeded()) {
                List.copyOf(link.inlets).forEach(Inlet::lost);
                streams.lost(link);
            }
        }
    }

    private Link connect(String node) {
        Link present = links.get(node);
        if (present != null) {
            return present;
        }
        Link link = new Link(node, around, dirty);
        links.put(node, link);
        link.probe();
        around.after(around.settings.heartbeat(), () -> beat(link));
        return link;
    }

    /** Looks after a link at each heartbeat. */
    private void beat(Link link) {
        if (!link.isOpen()) {
            return;
        }
        if (link.silence() >= around.settings.deadAfter() && (link.theirs() != 0 || !members.contains(link.peer))) {
            lose(link.peer);
            if (members.contains(link.peer)) {
                connect(link.peer);
            }
            rerouteAll();
            return;
        }
        if (link.theirs() != 0 && !link.isSuspected() && link.silence() >= around.settings.suspectAfter()) {
            link.suspect();
            List.copyOf(link.inlets).forEach(Inlet::suspend);
        }
        if (link.isUsable()) {
            link.heartbeat();
            for (Outlet outlet : List.copyOf(link.outlets.values())) {
                if (!outlet.tick()) {
                    remove(outlet);
                }
            }
            streams.tick(link);
        } else {
            link.probe();
        }
        if (link.peer.equals(around.self)) {
            forgetIdle();
        }
        around.after(around.settings.heartbeat(), () -> beat(link));
    }

    private void forgetIdle() {
        owned.values().removeIf(topic -> {
            boolean unused = !topic.tick();
            if (unused) {
                topic.close();
            }
            return unused;
        });
        publishers.values().removeIf(publisher -> !publisher.tick());
    }

    private void lose(String node) {
        Link link = links.remove(node);
        if (link != null) {
            link.close();
            forget(link);
        }
    }

    private void rerouteAll() {
        for (OwnedTopic topic : List.copyOf(owned.values())) {
            if (!owns(topic.name())) {
                owned.remove(topic.name());
                topic.moved();
            }
        }
        List.copyOf(open).forEach(Inlet::route);
        List.copyOf(publishers.values()).forEach(Publisher::route);
        watches.route();
    }

    private @Nullable String ownerOf(String key) {
        String topic = TopicKey.name(key);
        if (leaving.isEmpty()) {
            return Ownership.owner(topic, members);
        }
        Set<String> staying = new LinkedHashSet<>(members);
        staying.removeAll(leaving);
        return Ownership.owner(topic, staying);
    }

    boolean owns(String topic) {
        return !gone && around.self.equals(ownerOf(topic));
    }

    @Override
    public @Nullable Link owner(String topic) {
        String owner = ownerOf(topic);
        return owner == null ? null : links.get(owner);
    }

    @Override
    public @Nullable Link route(Inlet inlet) {
        return owner(inlet.topic());
    }

    @Override
    public void renamed(Inlet inlet, long former, long fresh) {
        if (former != 0 && (around.rules.fencing() || fresh == 0)) {
            inlets.remove(former);
        }
        if (fresh != 0) {
            inlets.put(fresh, inlet);
        }
    }

    @Override
    public void cancel(Link link, long id, String topic) {
        if (link.isOpen()) {
            cancellations.add(link, id, topic);
        }
    }

    @Override
    public void closed(Inlet inlet, long id) {
        open.remove(inlet);
        inlets.values().removeIf(other -> other == inlet);
    }

    /** The topic, if it is ours; made on first use. */
    @Nullable
    OwnedTopic ownedTopic(String key) {
        String name = TopicKey.name(key);
        OwnedTopic topic = owned.get(name);
        if (topic == null && owns(name)) {
            topic = new OwnedTopic(name, around, states.apply(key));
            owned.put(name, topic);
        }
        return topic;
    }

    void remove(Outlet outlet) {
        if (outlet.source() instanceof OwnedTopic topic) {
            topic.remove(outlet);
        }
    }

    /** The peer says it leaves. */
    void goAway(Link link) {
        leaving.add(link.peer);
        lose(link.peer);
        rerouteAll();
    }

    /** Subscribes to a topic, wherever it is. */
    Inlet subscribe(long now, String topic, Start start) {
        begin(now);
        Inlet inlet = new Inlet(topic, start, false, this, around);
        open.add(inlet);
        inlet.route();
        return inlet;
    }

    /** The subscriber of {@code inlet} is done with so much of what it was given. */
    void consumed(long now, Inlet inlet, long messages, long bytes) {
        begin(now);
        inlet.consumed(messages, bytes);
    }

    void close(long now, Inlet inlet) {
        begin(now);
        inlet.close();
    }

    /** Publishes with acknowledgement: at least once, and once in an epoch. */
    void publish(long now, String topic, long handle, byte[] payload) {
        begin(now);
        publisher(topic).publish(handle, payload);
    }

    /** Publishes at most once; false if it was dropped at once. */
    boolean publishLoose(long now, String topic, byte[] payload) {
        begin(now);
        return publisher(topic).publishLoose(payload);
    }

    private Publisher publisher(String topic) {
        Publisher publisher = publishers.get(topic);
        if (publisher == null) {
            publisher = new Publisher(topic, this, around);
            publishers.put(topic, publisher);
            publisher.route();
        }
        return publisher;
    }

    /** From now on tells how many nodes are interested in {@code topic}. */
    void watch(long now, String topic) {
        begin(now);
        watches.add(topic);
    }

    void unwatch(long now, String topic) {
        begin(now);
        watches.remove(topic);
    }

    /** Leaves: tells everybody, and does nothing more. */
    void leave(long now) {
        begin(now);
        List.copyOf(open).forEach(Inlet::close);
        streams.close();
        gone = true;
        for (Link link : links.values()) {
            link.control(new Part.GoAway());
            link.flush();
        }
        List.copyOf(links.keySet()).forEach(this::lose);
        owned.values().forEach(OwnedTopic::close);
        owned.clear();
        publishers.clear();
        watches.clear();
    }

    /** The time has come that {@link #nextWakeUp} told. */
    void wakeUp(long now) {
        begin(now);
        endTurn();
    }

    /** Sends what has gathered: at the end of a turn, or of several in a row. */
    void endTurn() {
        boolean waits = false;
        for (Link link : List.copyOf(dirty)) {
            waits |= !link.flushUnlessBusy();
        }
        dirtySince = waits ? around.now : Alarms.NEVER;
    }

    /** When there is something to do though nothing happens; {@link Alarms#NEVER} if there is not. */
    long nextWakeUp() {
        if (dirtySince == Alarms.NEVER && !dirty.isEmpty()) {
            dirtySince = around.now;
        }
        long flush = dirtySince == Alarms.NEVER ? Alarms.NEVER : dirtySince + around.settings.batchDelay();
        return Math.min(flush, around.alarms.next());
    }

    /** Begins a turn at this time. */
    void begin(long now) {
        around.now = Math.max(around.now, now);
        while (around.alarms.next() <= around.now) {
            around.alarms.take().run();
        }
    }

    Collection<String> members() {
        return members;
    }
}
