package io.sluice.cluster;

import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import java.util.concurrent.TimeUnit;

/**
 * Settings of the clustered event bus that topics across nodes need: the defaults of Vert.x notice a dead connection after 40
 * seconds, and one that is stalled never, while everything that is sent to it is kept in memory.
 *
 * <p>With this jar on the class path every {@code Vertx} is given them for what its options leave at the default of Vert.x;
 * {@code -Dsluice.cluster.defaults=false} turns that off. All nodes of a cluster need the same: one that pings every 20
 * seconds would be cut off by those that expect a ping every 2.
 *
 * <p>Settings of Hazelcast: {@link HazelcastDefaults}.
 *
 * <p>Threading: any thread; every call makes options of its own.
 */
public final class ClusterDefaults {

    /** A connection is pinged so often: three fit into the time after which a silent one is closed. 2,000 ms. */
    public static final int PING_INTERVAL_MILLIS = 2_000;

    /** Within this a ping must be answered, or the connection is closed. 3,000 ms: longer than a pause of the collector. */
    public static final int PING_REPLY_MILLIS = 3_000;

    /**
     * A connection on which nothing is read for so long is closed, and what waits on it is freed. 6,000 ms: three pings. The
     * time-out of a ping alone does not do it, since its close waits behind the data that the peer does not take.
     */
    public static final int READ_IDLE_MILLIS = 6_000;

    /** A connection must stand within this. 3,000 ms: what is sent meanwhile waits in memory. */
    public static final int CONNECT_TIMEOUT_MILLIS = 3_000;

    private ClusterDefaults() {}

    /** Options of the event bus with these settings. */
    public static EventBusOptions eventBusOptions() {
        return fill(new EventBusOptions());
    }

    /** Options of Vert.x with these settings. */
    public static VertxOptions vertxOptions() {
        return fill(new VertxOptions());
    }

    /** A copy of {@code options} in which these settings take the place of what is at the default of Vert.x. */
    public static VertxOptions fill(VertxOptions options) {
        return new VertxOptions(options).setEventBusOptions(fill(options.getEventBusOptions()));
    }

    /** A copy of {@code options} in which these settings take the place of what is at the default of Vert.x. */
    public static EventBusOptions fill(EventBusOptions options) {
        EventBusOptions filled = new EventBusOptions(options);
        if (filled.getClusterPingInterval() == EventBusOptions.DEFAULT_CLUSTER_PING_INTERVAL) {
            filled.setClusterPingInterval(PING_INTERVAL_MILLIS);
        }
        if (filled.getClusterPingReplyInterval() == EventBusOptions.DEFAULT_CLUSTER_PING_REPLY_INTERVAL) {
            filled.setClusterPingReplyInterval(PING_REPLY_MILLIS);
        }
        if (filled.getConnectTimeout() == EventBusOptions.DEFAULT_CONNECT_TIMEOUT) {
            filled.setConnectTimeout(CONNECT_TIMEOUT_MILLIS);
        }
        // One unit counts for all three.
        if (filled.getIdleTimeout() == 0 && filled.getReadIdleTimeout() == 0 && filled.getWriteIdleTimeout() == 0) {
            filled.setIdleTimeoutUnit(TimeUnit.MILLISECONDS).setReadIdleTimeout(READ_IDLE_MILLIS);
        }
        return filled;
    }
}
