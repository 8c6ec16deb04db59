package io.sluice.cluster;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who wants to know how many nodes are interested in a topic of ours, and is told on each change. What is lost on the way is
 * told again when the watch is repeated; who does not repeat it has gone.
 *
 * <p>Memory: one entry per node. Threading: confined to the node.
 */
final class Watchers {

    private record Watcher(Link link, String topic, long heardAt) {}

    private final long epoch;
    private final Surroundings around;
    private final Map<String, Watcher> byPeer = new LinkedHashMap<>(2);
    private long change;
    private int told;

    Watchers(long epoch, Surroundings around) {
        this.epoch = epoch;
        this.around = around;
    }

    void watch(Link link, Part.Watch watch, int nodes) {
        if (!watch.on()) {
            byPeer.remove(link.peer);
            return;
        }
        Watcher watcher = new Watcher(link, watch.topic(), around.now);
        byPeer.put(link.peer, watcher);
        told = nodes;
        tell(watcher);
    }

    /** So many nodes are interested now. */
    void tell(int nodes) {
        if (nodes != told) {
            told = nodes;
            change++;
            byPeer.values().forEach(this::tell);
        }
    }

    private void tell(Watcher watcher) {
        watcher.link().control(new Part.Interest(watcher.topic(), epoch, change, told));
    }

    void expire() {
        byPeer.values()
                .removeIf(watcher ->
                        !watcher.link().isOpen() || around.now - watcher.heardAt() >= around.settings.deadAfter());
    }

    boolean isEmpty() {
        return byPeer.isEmpty();
    }
}
