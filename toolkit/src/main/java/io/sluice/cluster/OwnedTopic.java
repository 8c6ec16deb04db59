package io.sluice.cluster;

import java.util.ArrayList;
import java.util.Arrays;
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

    /** Answers that may get lost in a row without it being forgotten what they said; a frame has as many messages. */
    private static final int ANSWERS = 64;

    private static final class Producer {

        private long expected;
        /** Where its last messages are, by number; negative if they had been there before; 0 if that is not known. */
        private final long[] places = new long[ANSWERS];

        Producer(long expected) {
            this.expected = expected;
        }

        /** What is before {@code base} has been answered. */
        void skipTo(long base) {
            if (base > expected) {
                Arrays.fill(places, 0);
                expected = base;
            }
        }

        /** The next one is there. */
        void took(long place) {
            places[(int) (expected & (ANSWERS - 1))] = place;
            expected++;
        }

        /** Where the message {@code number}, which was taken before, is. */
        long place(long number) {
            return number >= expected - ANSWERS ? places[(int) (number & (ANSWERS - 1))] : 0;
        }
    }

    private final String name;
    private final long epoch;
    private final Surroundings around;
    private final MessageRing ring;
    private final Watchers watchers;
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
        this.ring = new MessageRing(around.settings.ringMessages(), around.settings.ringBytes(), around.rings);
        this.usedAt = around.now;
        this.watchers = new Watchers(epoch, around);
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
            // Not removed: the node stays interested.
            present.link.outlets.remove(present.id);
            present.link.forget(present);
        }
        usedAt = around.now;
        dropAged();
        Outlet outlet = new Outlet(link, subscribe, this, around);
        outlets.put(link.peer, outlet);
        link.outlets.put(outlet.id, outlet);
        watchers.tell(outlets.size());
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
            watchers.tell(outlets.size());
        }
    }

    void watch(Link link, Part.Watch watch) {
        watchers.watch(link, watch, outlets.size());
    }

    /** Frees what it holds. */
    void close() {
        ring.dropBefore(Long.MAX_VALUE);
        if (state != null) {
            state.close();
        }
    }

    /** Ends all subscriptions: another node owns the topic now. */
    void moved() {
        for (Outlet outlet : new ArrayList<>(outlets.values())) {
            outlet.link.control(new Part.Cancelled(outlet.id, CancelReason.MOVED));
            remove(outlet);
        }
        close();
    }

    void publish(Link link, Part.Publish publish) {
        if (publish.producer() == 0) {
            publish.payloads().forEach(payload -> {
                long unused = append(payload);
            });
            return;
        }
        Producer producer = producers.get(publish.producer());
        if (producer == null) {
            producer = new Producer(publish.base());
            producers.put(publish.producer(), producer);
        }
        producer.skipTo(publish.base());
        long count = 0;
        boolean answered = false;
        long number = publish.first();
        for (Iterator<byte[]> payloads = publish.payloads().iterator(); payloads.hasNext(); number++) {
            byte[] payload = payloads.next();
            if (number == producer.expected) {
                long known = append(payload);
                if (known == TopicState.NEW) {
                    producer.took(ring.last());
                    count++;
                    continue;
                }
                if (count > 0) {
                    acknowledge(link, publish, number - 1, count, ring.last(), Acceptance.PUBLISHED);
                    count = 0;
                }
                answered = true;
                if (known == TopicState.FORGOTTEN) {
                    producer.took(0);
                    acknowledge(link, publish, number, 1, 0, Acceptance.FORGOTTEN);
                } else {
                    producer.took(-known);
                    acknowledge(link, publish, number, 1, known, Acceptance.REPEATED);
                }
            } else if (number < producer.expected) {
                around.counts.deduplicated++;
                answered = true;
                long place = producer.place(number);
                acknowledge(
                        link,
                        publish,
                        number,
                        place == 0 ? 0 : 1,
                        Math.abs(place),
                        place < 0 ? Acceptance.REPEATED : Acceptance.PUBLISHED);
            }
        }
        if (count > 0 || !answered) {
            acknowledge(link, publish, producer.expected - 1, count, ring.last(), Acceptance.PUBLISHED);
        }
    }

    private void acknowledge(
            Link link, Part.Publish publish, long through, long count, long sequence, Acceptance acceptance) {
        link.control(
                new Part.PublishAck(publish.topic(), publish.producer(), through, count, epoch, sequence, acceptance));
    }

    /** Returns {@link TopicState#NEW}, or where it was already. */
    private long append(byte[] payload) {
        usedAt = around.now;
        long known = state == null ? TopicState.NEW : state.apply(payload);
        if (known != TopicState.NEW) {
            around.counts.deduplicated++;
            return known;
        }
        dropAged();
        ring.add(payload, around.now);
        for (Outlet outlet : outlets.values()) {
            outlet.goOn();
        }
        return TopicState.NEW;
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
        watchers.expire();
        if (state != null) {
            state.tick();
        }
        boolean keepsState = state != null && ring.last() > 0 && state.isWorthKeeping();
        return keepsState
                || !outlets.isEmpty()
                || !watchers.isEmpty()
                || around.now - usedAt < around.settings.idleAfter();
    }
}
