package io.sluice.cluster;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A topic at the node that owns it: gives each message its sequence, keeps the last ones, and sends each once to every node
 * that is interested.
 *
 * <p>Memory: the ring within its bounds, an {@link Outlet} per interested node, a few numbers for each of at most
 * {@value #MAX_PRODUCERS} producers. Threading: confined to the node.
 */
final class OwnedTopic implements OutletSource {

    /** A producer is a node that publishes to this topic: beyond so many, the one unused for longest is forgotten. */
    static final int MAX_PRODUCERS = 1_024;

    private static final class Producer {

        private long expected;

        Producer(long expected) {
            this.expected = expected;
        }
    }

    private final String name;
    private final long epoch;
    private final Surroundings around;
    private final MessageRing ring;
    private final @Nullable TopicState state;
    private final Map<String, Outlet> outlets = new LinkedHashMap<>();
    private final Map<Long, Producer> producers = new LinkedHashMap<>(4, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Producer> eldest) {
            return size() > MAX_PRODUCERS;
        }
    };

    private long usedAt;

    OwnedTopic(String name, Surroundings around, @Nullable TopicState state) {
        this.name = name;
        this.around = around;
        this.state = state;
        this.epoch = around.randomNumber();
        this.ring = new MessageRing(around.settings.ringMessages(), around.settings.ringBytes());
        this.usedAt = around.now;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public MessageRing ring() {
        return ring;
    }

    @Override
    public @Nullable List<byte[]> state() {
        return state == null ? null : state.values();
    }

    @Override
    public @Nullable End end() {
        return null;
    }

    @Override
    public void credited(Outlet outlet, long next, long outstanding) {}

    /** Nodes that are interested. */
    int interest() {
        return outlets.size();
    }

    void subscribe(Link link, Part.Subscribe subscribe) {
        Outlet present = outlets.get(link.peer);
        if (present != null && present.link == link && present.id >= subscribe.id()) {
            around.counts.fenced++;
            return;
        }
        if (present != null) {
            remove(present);
        }
        usedAt = around.now;
        dropAged();
        Outlet outlet = new Outlet(link, subscribe, this, around);
        outlets.put(link.peer, outlet);
        link.outlets.put(outlet.id, outlet);
        outlet.begin(subscribe);
    }

    @Nullable
    Outlet outlet(Link link) {
        Outlet outlet = outlets.get(link.peer);
        return outlet == null || outlet.link != link ? null : outlet;
    }

    void remove(Outlet outlet) {
        if (outlets.remove(outlet.link.peer, outlet)) {
            outlet.link.outlets.remove(outlet.id);
            outlet.link.forget(outlet);
            usedAt = around.now;
        }
    }

    /** Ends all subscriptions: another node owns the topic now. */
    void moved() {
        for (Outlet outlet : new ArrayList<>(outlets.values())) {
            outlet.link.control(new Part.Cancelled(outlet.id, CancelReason.MOVED));
            remove(outlet);
        }
    }

    void publish(Link link, Part.Publish publish) {
        if (publish.producer() == 0) {
            publish.payloads().forEach(this::append);
            return;
        }
        Producer producer = producers.get(publish.producer());
        if (producer == null) {
            producer = new Producer(publish.base());
            producers.put(publish.producer(), producer);
        }
        producer.expected = Math.max(producer.expected, publish.base());
        long count = 0;
        long number = publish.first();
        for (Iterator<byte[]> payloads = publish.payloads().iterator(); payloads.hasNext(); number++) {
            byte[] payload = payloads.next();
            if (number == producer.expected) {
                append(payload);
                producer.expected++;
                count++;
            } else if (number < producer.expected) {
                around.counts.deduplicated++;
            }
        }
        link.control(
                new Part.PublishAck(name, publish.producer(), producer.expected - 1, count, epoch, ring.last(), true));
    }

    private void append(byte[] payload) {
        usedAt = around.now;
        dropAged();
        ring.add(payload, around.now);
        if (state != null) {
            state.apply(payload);
        }
        for (Outlet outlet : outlets.values()) {
            outlet.goOn();
        }
    }

    private void dropAged() {
        ring.dropOlderThan(around.now - around.settings.ringAge());
    }

    /**
     * Looks after age; false if nobody has wanted or used this topic for so long that it
     * is to be forgotten; state is never forgotten.
     */
    boolean tick() {
        dropAged();
        boolean keepsState = state != null && ring.last() > 0;
        return keepsState || !outlets.isEmpty() || around.now - usedAt < around.settings.idleAfter();
    }
}
