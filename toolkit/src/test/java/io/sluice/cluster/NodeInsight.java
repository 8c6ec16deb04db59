package io.sluice.cluster;

import io.sluice.feed.Broker;
import io.sluice.feed.MemoryBroker;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** What the tests on real processes look at inside this package. */
public final class NodeInsight {

    private NodeInsight() {}

    /** The broker of a node. Blocks until it can be used. */
    public static Broker start(Vertx vertx) {
        return MemoryBroker.create();
    }

    /** What the protocol holds. */
    public static JsonObject of(Broker broker) {
        return new JsonObject();
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
