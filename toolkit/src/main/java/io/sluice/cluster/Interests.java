package io.sluice.cluster;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.BehaviorProcessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who on this node wants to know from how many nodes a topic is wanted: one watch per topic, however many there are.
 *
 * <p>Threading: {@link #of} on any thread, the map guarded by {@code this}; {@link #told} and {@link #close} on the loop.
 */
final class Interests {

    private static final class Watched {
        final BehaviorProcessor<Integer> nodes = BehaviorProcessor.create();
        int watchers;
    }

    private final NodeLoop loop;
    private final ClusterNode node;
    private final Map<String, Watched> byKey = new HashMap<>();
    private boolean closed;

    Interests(NodeLoop loop, ClusterNode node) {
        this.loop = loop;
        this.node = node;
    }

    Flowable<Integer> of(String key) {
        return Flowable.defer(() -> {
            Watched watched = enter(key);
            return watched.nodes.onBackpressureLatest().distinctUntilChanged().doFinally(() -> leave(key, watched));
        });
    }

    private synchronized Watched enter(String key) {
        if (closed) {
            throw Publications.closed();
        }
        Watched watched = byKey.computeIfAbsent(key, any -> new Watched());
        if (watched.watchers++ == 0) {
            // Within the lock: the loop gets to know in the order in which it happened.
            loop.execute(() -> node.watch(loop.time(), key));
        }
        return watched;
    }

    private synchronized void leave(String key, Watched watched) {
        if (--watched.watchers == 0 && byKey.remove(key, watched)) {
            loop.execute(() -> node.unwatch(loop.time(), key));
        }
    }

    void told(String key, int nodes) {
        Watched watched;
        synchronized (this) {
            watched = byKey.get(key);
        }
        if (watched != null) {
            watched.nodes.onNext(nodes);
        }
    }

    void close() {
        List<Watched> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(byKey.values());
        }
        all.forEach(watched -> watched.nodes.onComplete());
    }
}
