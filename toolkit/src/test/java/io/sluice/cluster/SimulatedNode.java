package io.sluice.cluster;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A node in virtual time: may stop for a while, as under a debugger, and may crash. */
final class SimulatedNode implements Effects {

    static final int MAX_PAYLOAD = 120;

    final String name;
    final ProtocolSettings settings;
    final ClusterNode node;
    final Map<String, SimulatedSubscriber> subscribers = new LinkedHashMap<>();
    private final SimulatedCluster cluster;
    private final Virtual virtual;
    private final Map<Inlet, SimulatedSubscriber> byInlet = new HashMap<>();
    private final Map<Long, Long> published = new HashMap<>();
    private final Map<Long, String> topics = new HashMap<>();
    private final Map<String, KeyedState> states = new HashMap<>();
    private final ArrayDeque<Runnable> whileStopped = new ArrayDeque<>();
    /** Whether a state was made since it was last noted which epoch it belongs to. */
    private boolean unnoted;

    private boolean stopped;
    private boolean crashed;

    SimulatedNode(
            String name, ProtocolSettings settings, Rules rules, long born, SimulatedCluster cluster, Virtual virtual) {
        this.name = name;
        this.settings = settings;
        this.cluster = cluster;
        this.virtual = virtual;
        this.node = new ClusterNode(
                name, settings, rules, this, new SplittableRandom(virtual.random.nextLong()), born, this::newState);
    }

    static byte[] payload(long message, int length) {
        return ByteBuffer.allocate(Math.max(8, length)).putLong(message).array();
    }

    static long message(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong();
    }

    private @Nullable TopicState newState(String topic) {
        if (!cluster.keepsState(topic)) {
            return null;
        }
        KeyedState state = new KeyedState();
        states.put(topic, state);
        unnoted = true;
        return state;
    }

    boolean isCrashed() {
        return crashed;
    }

    boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    void goOn() {
        stopped = false;
        while (!whileStopped.isEmpty() && !stopped && !crashed) {
            whileStopped.remove().run();
        }
    }

    void crash() {
        crashed = true;
        subscribers.clear();
    }

    long nextWakeUp() {
        return stopped || crashed ? Alarms.NEVER : node.nextWakeUp();
    }

    void members(Collection<String> members) {
        step(() -> node.members(virtual.now(), members));
    }

    void receive(byte[] frame) {
        step(() -> node.receive(virtual.now(), frame));
    }

    void wakeUp() {
        step(() -> node.wakeUp(virtual.now()));
    }

    void leave() {
        step(() -> node.leave(virtual.now()));
        crash();
    }

    void subscribe(String topic, Start start, int pace) {
        step(() -> {
            SimulatedSubscriber present = subscribers.get(topic);
            if (present != null && !present.hasEnded()) {
                return;
            }
            SimulatedSubscriber subscriber = new SimulatedSubscriber(topic, this, cluster.log(topic), virtual);
            subscriber.pace = pace;
            subscribers.put(topic, subscriber);
            subscriber.begin(node.subscribe(virtual.now(), topic, start));
            byInlet.put(subscriber.inlet(), subscriber);
        });
    }

    void close(String topic) {
        step(() -> {
            SimulatedSubscriber subscriber = subscribers.remove(topic);
            if (subscriber != null) {
                node.close(virtual.now(), subscriber.inlet());
                byInlet.remove(subscriber.inlet());
            }
        });
    }

    void consumed(Inlet inlet, int messages, int bytes) {
        step(() -> node.consumed(virtual.now(), inlet, messages, bytes));
    }

    void publish(String topic, long message, byte[] payload, boolean acknowledged) {
        step(() -> {
            if (acknowledged) {
                published.put(message, message);
                topics.put(message, topic);
                node.publish(virtual.now(), topic, message, payload);
            } else {
                node.publishLoose(virtual.now(), topic, payload);
            }
        });
    }

    private void step(Runnable turn) {
        if (crashed) {
            return;
        }
        if (stopped) {
            whileStopped.add(turn);
            return;
        }
        turn.run();
        if (virtual.chance(0.9)) {
            node.endTurn();
        }
        noteStates();
        checkBounds();
    }

    private void noteStates() {
        if (!unnoted) {
            return;
        }
        unnoted = false;
        for (OwnedTopic topic : node.owned.values()) {
            KeyedState state = states.get(topic.name());
            if (state != null) {
                cluster.log(topic.name()).stateOf(topic.epoch(), state);
            }
        }
    }

    @Override
    public void send(String to, byte[] frame) {
        noteStates();
        cluster.send(this, to, frame);
    }

    @Override
    public void signal(Inlet inlet, TopicSignal signal) {
        SimulatedSubscriber subscriber = byInlet.get(inlet);
        if (subscriber != null) {
            subscriber.on(signal);
        }
    }

    @Override
    public void published(long handle, PublishResult result) {
        check(published.remove(handle) != null, () -> "told twice what became of message " + handle);
        String topic = Objects.requireNonNull(topics.remove(handle));
        if (result.sequence() != 0) {
            cluster.log(topic).seen(result.epoch(), result.sequence(), handle);
        }
    }

    /** What has to hold after every step. */
    private void checkBounds() {
        for (Link link : node.links.values()) {
            long inFlight = link.bytesInFlight();
            // Control frames go in any case; they are small, and few while nothing is heard.
            check(
                    inFlight <= 2L * settings.linkBytes() + settings.batchBytes() + 8_192,
                    () -> "bytes in flight: " + inFlight);
            check(link.outlets.size() <= SimulatedCluster.TOPICS, () -> "outlets of a link: " + link.outlets.size());
            for (Outlet outlet : link.outlets.values()) {
                check(outlet.isWithinGrant(), () -> "sent more than was granted");
            }
        }
        for (OwnedTopic topic : node.owned.values()) {
            MessageRing ring = topic.ring();
            check(ring.size() <= settings.ringMessages(), () -> "messages in a ring: " + ring.size());
            check(ring.bytes() <= settings.ringBytes() + MAX_PAYLOAD, () -> "bytes in a ring: " + ring.bytes());
        }
        for (Inlet inlet : node.open) {
            InletCredit credit = inlet.credit();
            check(
                    credit.messagesQueued() <= settings.windowMessages(),
                    () -> "messages not consumed: " + credit.messagesQueued());
            check(
                    credit.bytesQueued() <= settings.windowBytes() + MAX_PAYLOAD,
                    () -> "bytes not consumed: " + credit.bytesQueued());
        }
        for (Publisher publisher : node.publishers.values()) {
            check(
                    publisher.waiting() <= 2 * settings.windowMessages(),
                    () -> "messages to publish: " + publisher.waiting());
        }
        int alarms = node.around().alarms.size();
        check(alarms <= 5_000, () -> "alarms: " + alarms);
    }

    /** What has to hold when all is done: nothing is left of what was. */
    void checkNothingLeft() {
        check(node.open.isEmpty() && node.inlets.isEmpty(), () -> "inlets left");
        check(node.cancellations.size() == 0, () -> "cancellations left: " + node.cancellations.size());
        check(published.isEmpty(), () -> "messages nobody was told the end of: " + published.size());
        check(node.publishers.isEmpty(), () -> "publishers left");
        for (Link link : node.links.values()) {
            check(link.outlets.isEmpty(), () -> "outlets left");
            check(link.inlets.isEmpty(), () -> "inlets of a link left");
        }
        check(node.owned.keySet().stream().allMatch(cluster::keepsState), () -> "topics left");
        check(node.links.size() == node.members().size(), () -> "links left");
        long kept = node.owned.values().stream()
                .mapToLong(topic -> topic.ring().bytes())
                .sum();
        check(node.around().rings.used() == kept, () -> "bytes left in the budget of the rings");
    }

    private void check(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new Broken(name + ": " + otherwise.get());
        }
    }
}
