package io.sluice.cluster;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.feed.BrokerSignal;
import io.sluice.feed.HistoryBudget;
import io.sluice.feed.TopicConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;

/**
 * The topics that somebody on this node is subscribed to, with one subscription to the owner each.
 *
 * <p>Invariant: a mirror is in {@code byName} exactly as long as it has subscribers; the loop opens and closes its inlet in the
 * order in which it came and went, since both are handed over with the lock held.
 *
 * <p>Threading: {@link #subscribe}, {@link #leave} and {@link #end} on any thread, guarded by {@code this}, which is never held while
 * something is emitted; {@code byInlet} belongs to the loop.
 */
final class Mirrors {

    /** How long a position that another node has seen already is waited for: many times what a frame takes. */
    private static final long AHEAD_MILLIS = 500;

    private final NodeLoop loop;
    private final ClusterNode node;
    final HistoryBudget budget;
    private final Map<String, Mirror> byName = new HashMap<>();
    private boolean ended;

    private final Map<Inlet, Mirror> byInlet = new HashMap<>();

    Mirrors(NodeLoop loop, ClusterNode node, HistoryBudget budget) {
        this.loop = loop;
        this.node = node;
        this.budget = budget;
    }

    void subscribe(TopicConfig topic, io.sluice.feed.Start start, Subscriber<? super BrokerSignal> subscriber) {
        MirrorSubscription subscription = enter(topic, start, subscriber);
        if (subscription == null) {
            Flowable.<BrokerSignal>error(Publications.closed()).subscribe(subscriber);
            return;
        }
        if (start instanceof io.sluice.feed.Start.After) {
            loop.execute(() -> loop.after(AHEAD_MILLIS, subscription::giveUpWaiting));
        }
        subscription.begin();
    }

    private synchronized @Nullable MirrorSubscription enter(
            TopicConfig topic, io.sluice.feed.Start start, Subscriber<? super BrokerSignal> subscriber) {
        if (ended) {
            return null;
        }
        Mirror mirror = byName.get(topic.name());
        if (mirror == null) {
            Mirror fresh = new Mirror(topic, budget, loop::time);
            mirror = fresh;
            byName.put(topic.name(), fresh);
            loop.execute(() -> open(fresh));
        }
        Mirror of = mirror;
        MirrorSubscription subscription = new MirrorSubscription(of, start, subscriber, leaving -> leave(of, leaving));
        of.add(subscription);
        return subscription;
    }

    private synchronized void leave(Mirror mirror, MirrorSubscription subscription) {
        if (mirror.remove(subscription)) {
            byName.remove(mirror.config.name(), mirror);
            loop.execute(() -> close(mirror));
        }
    }

    private void open(Mirror mirror) {
        // The state, in the protocol's sense, is the history, and the state of the world.
        Inlet inlet = node.subscribe(loop.time(), TopicKey.of(mirror.config), Start.SNAPSHOT);
        mirror.inlet = inlet;
        byInlet.put(inlet, mirror);
    }

    private void close(Mirror mirror) {
        Inlet inlet = mirror.inlet;
        if (inlet != null) {
            byInlet.remove(inlet);
            node.close(loop.time(), inlet);
            mirror.inlet = null;
        }
        mirror.close();
    }

    /** What the owner says. On the loop, between turns. */
    void told(Inlet inlet, TopicSignal signal) {
        Mirror mirror = byInlet.get(inlet);
        if (mirror == null) {
            return;
        }
        if (signal instanceof TopicSignal.Ended) {
            // Too slow, which only a stopped node is: from here on, with what was missed.
            byInlet.remove(inlet);
            open(mirror);
            return;
        }
        mirror.apply(signal);
        List<byte[]> payloads = signal instanceof TopicSignal.Messages messages
                ? messages.payloads()
                : signal instanceof TopicSignal.SnapshotValues values ? values.values() : List.of();
        if (!payloads.isEmpty()) {
            long bytes = payloads.stream().mapToLong(payload -> payload.length).sum();
            node.consumed(loop.time(), inlet, payloads.size(), bytes);
        }
    }

    /** Completes all subscriptions; no more are taken. */
    void end() {
        List<MirrorSubscription> all = new ArrayList<>();
        synchronized (this) {
            ended = true;
            byName.values().forEach(mirror -> all.addAll(mirror.subscriptions()));
        }
        all.forEach(MirrorSubscription::complete);
    }

    private synchronized List<Mirror> all() {
        return List.copyOf(byName.values());
    }

    /** Drops what is too old. */
    void expire() {
        all().forEach(Mirror::expire);
    }

    int size() {
        return all().size();
    }

    int subscriptions() {
        return all().stream().mapToInt(mirror -> mirror.subscriptions().size()).sum();
    }
}
