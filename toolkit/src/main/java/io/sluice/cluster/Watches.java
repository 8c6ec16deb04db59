package io.sluice.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The topics of which this node wants to know how many nodes are interested in them. Asks the owner, soon again until it
 * answers, then every {@link ProtocolSettings#backoffMax}.
 *
 * <p>Memory: one entry per topic that is watched. Threading: confined to the node.
 */
final class Watches {

    private static final class Watch {
        long epoch;
        long change = -1;
        int attempts;
        long alarm;
    }

    private final Surroundings around;
    private final Publisher.Router router;
    private final Map<String, Watch> byTopic = new LinkedHashMap<>();

    Watches(Publisher.Router router, Surroundings around) {
        this.router = router;
        this.around = around;
    }

    void add(String topic) {
        Watch watch = new Watch();
        if (byTopic.putIfAbsent(topic, watch) == null) {
            ask(topic, watch);
        }
    }

    void remove(String topic) {
        if (byTopic.remove(topic) != null) {
            Link owner = router.owner(topic);
            if (owner != null) {
                owner.control(new Part.Watch(topic, false));
            }
        }
    }

    /** The owners may be others now. */
    void route() {
        byTopic.forEach((topic, watch) -> {
            watch.attempts = 0;
            ask(topic, watch);
        });
    }

    private void ask(String topic, Watch watch) {
        Link owner = router.owner(topic);
        if (owner != null) {
            owner.control(new Part.Watch(topic, true));
        }
        long mine = ++watch.alarm;
        around.after(around.backoff(watch.attempts++), () -> {
            if (byTopic.get(topic) == watch && mine == watch.alarm) {
                ask(topic, watch);
            }
        });
    }

    void told(Link from, Part.Interest interest) {
        Watch watch = byTopic.get(interest.topic());
        if (watch == null || from != router.owner(interest.topic())) {
            around.counts.fenced++;
            return;
        }
        // From now on it is only repeated.
        watch.attempts = Math.max(watch.attempts, 16);
        if (interest.epoch() == watch.epoch && interest.change() <= watch.change) {
            return;
        }
        watch.epoch = interest.epoch();
        watch.change = interest.change();
        around.effects.interest(interest.topic(), (int) interest.nodes());
    }

    void clear() {
        byTopic.clear();
    }

    int size() {
        return byTopic.size();
    }
}
