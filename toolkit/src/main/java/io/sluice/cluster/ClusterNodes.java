package io.sluice.cluster;

import io.sluice.feed.HistoryBudget;
import io.sluice.feed.Position;
import io.sluice.feed.TopicLog;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes the protocol's side of a node that runs in real time and keeps topics of {@link io.sluice.feed}. */
final class ClusterNodes {

    private ClusterNodes() {}

    /**
     * @param budget of the histories of all topics this node owns
     * @param clock the time of the turn, in milliseconds
     */
    static ClusterNode create(
            String self, ProtocolSettings settings, Effects effects, HistoryBudget budget, LongSupplier clock) {
        long born = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        return new ClusterNode(
                self, settings, Rules.ALL, effects, new SplittableRandom(), born, key -> keep(key, budget, clock));
    }

    private static @Nullable TopicState keep(String key, HistoryBudget budget, LongSupplier clock) {
        try {
            // The protocol says which epoch it is; here it is not looked at.
            return new KeptTopic(new TopicLog(TopicKey.config(key), new Position(0, 0), budget, clock));
        } catch (IllegalArgumentException unknown) {
            return null;
        }
    }
}
