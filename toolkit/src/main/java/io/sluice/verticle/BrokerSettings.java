package io.sluice.verticle;

import io.sluice.cluster.ClusterOptions;
import io.sluice.feed.MemoryLimits;
import java.time.Duration;

/**
 * Bounds of what carries a node's topics: the section {@code cluster} of a configuration.
 *
 * @param suspect silence after which another node is suspected. Default 2 s
 * @param dead silence after which it is given up. Default 30 s
 * @param historyBytes of all topics. Default 256 MiB
 */
record BrokerSettings(Duration suspect, Duration dead, long historyBytes) {

    private static final Duration SUSPECT = Duration.ofSeconds(2);
    private static final Duration DEAD = Duration.ofSeconds(30);
    private static final Duration DAY = Duration.ofDays(1);
    private static final long HISTORY_BYTES = 256L << 20;

    static BrokerSettings standard() {
        return new BrokerSettings(SUSPECT, DEAD, HISTORY_BYTES);
    }

    static BrokerSettings read(Section section) {
        BrokerSettings settings = new BrokerSettings(
                section.duration("suspect", SUSPECT, Duration.ofMillis(100), DAY),
                section.duration("dead", DEAD, Duration.ofMillis(101), DAY),
                section.bytes("historyBytes", HISTORY_BYTES, 0, 1L << 40));
        section.end();
        if (settings.dead.compareTo(settings.suspect) <= 0) {
            throw section.error("dead", "must be longer than suspect: a node is suspected before it is given up");
        }
        return settings;
    }

    ClusterOptions forCluster() {
        return ClusterOptions.standard().withSilence(suspect, dead).withHistoryBytes(historyBytes);
    }

    MemoryLimits forOneProcess() {
        MemoryLimits standard = MemoryLimits.standard();
        return new MemoryLimits(standard.maxTopics(), historyBytes, standard.idle());
    }
}
