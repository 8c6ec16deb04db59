package io.sluice.cluster;

import io.sluice.cluster.ClusterCounters.LinkStatus;
import io.sluice.feed.Broker;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What the tests on real processes look at inside this package. */
public final class NodeInsight {

    private NodeInsight() {}

    /** The broker of a node. Blocks until it can be used. */
    public static Broker start(Vertx vertx) {
        try {
            return ClusterBroker.start(vertx)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /**
     * What the protocol holds, as of its last heartbeat. A topic that is kept stays for two minutes after its last use and is
     * no residue.
     */
    public static JsonObject of(Broker broker) {
        ClusterCounters counters = ((ClusterBroker) broker).counters();
        List<LinkStatus> links = counters.links();
        return new JsonObject()
                .put("links", links.size())
                .put("served", links.stream().mapToInt(LinkStatus::served).sum())
                .put(
                        "subscribed",
                        links.stream().mapToInt(LinkStatus::subscribed).sum())
                .put(
                        "inFlight",
                        links.stream()
                                .mapToLong(LinkStatus::bytesInFlight)
                                .max()
                                .orElse(0))
                .put("mirrored", counters.topicsMirrored())
                .put("subscriptions", counters.subscriptions())
                .put("unanswered", counters.unanswered())
                .put("owned", counters.topicsOwned())
                .put("unsent", counters.unsent())
                .put("lostFrames", counters.lostFrames())
                .put("staleFrames", counters.staleFrames())
                .put("overruns", counters.overruns())
                .put("evictions", counters.evictions());
    }

    /** Which of these nodes keeps {@code topic}. */
    public static String owner(String topic, Collection<String> nodes) {
        return Objects.requireNonNull(Ownership.owner(topic, nodes));
    }

    /** The types of the parts in {@code frame}; empty if it is none. */
    public static Set<Integer> partTypes(Buffer frame) {
        Set<Integer> types = new HashSet<>();
        if (frame.length() < 3 || frame.getByte(0) != Frame.VERSION) {
            return types;
        }
        int at = 3 + frame.getUnsignedShort(1) + 3 * Long.BYTES;
        while (at + 5 <= frame.length()) {
            types.add((int) frame.getUnsignedByte(at));
            at += 5 + frame.getInt(at + 1);
        }
        return types;
    }
}
