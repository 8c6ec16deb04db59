package io.sluice.cluster.jvm;

import static io.sluice.cluster.jvm.NodeCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;

/** What the tests do with a cluster, and what is checked in every one of them. */
final class Scene {

    /** A collection leaves some to chance; what is held for a stopped node would be several times this. */
    private static final long HEAP_GROWTH = 20L << 20;

    final NodeCluster cluster;
    private final long[] heaps;
    private int publishers;

    /** Notes what the nodes hold before anything happens. */
    Scene(NodeCluster cluster) {
        this.cluster = cluster;
        this.heaps = cluster.nodes().stream().mapToLong(Scene::heap).toArray();
    }

    static long heap(NodeProcess node) {
        return node.order("figures").getLong("heap");
    }

    /** Subscribes, and blocks until it stands. */
    void subscribe(NodeProcess node, String key, String topic, Object... more) {
        order(node, "subscribe", key, topic, more);
        awaitStarted(node, key, 1);
    }

    static void order(NodeProcess node, String what, String key, String topic, Object... more) {
        Object[] fields = new Object[more.length + 4];
        fields[0] = "key";
        fields[1] = key;
        fields[2] = "topic";
        fields[3] = topic;
        System.arraycopy(more, 0, fields, 4, more.length);
        JsonObject unused = node.order(what, fields);
    }

    static void awaitStarted(NodeProcess node, String key, int count) {
        eventually(
                "the subscriptions stand",
                () -> assertThat(node.order("started", "key", key).getInteger("started"))
                        .isEqualTo(count));
    }

    /** Begins to publish; {@link #awaitPublished} waits for the end. */
    void publish(NodeProcess node, String key, String topic, int count, int perSecond, Object... more) {
        Object[] fields = new Object[more.length + 6];
        fields[0] = "count";
        fields[1] = count;
        fields[2] = "perSecond";
        fields[3] = perSecond;
        fields[4] = "publisher";
        fields[5] = nextPublisher();
        System.arraycopy(more, 0, fields, 6, more.length);
        order(node, "publish", key, topic, fields);
    }

    int nextPublisher() {
        return 1000 * (cluster.restarts() + 1) + ++publishers;
    }

    static JsonObject awaitPublished(NodeProcess node, String key) {
        eventually(
                "all is published",
                () -> assertThat(node.order("written", "key", key).getBoolean("done"))
                        .isTrue());
        return node.order("written", "key", key);
    }

    static void awaitProgress(NodeProcess node, String key, long published) {
        eventually(
                "publishing goes on",
                () -> assertThat(node.order("written", "key", key).getLong("published"))
                        .isGreaterThanOrEqualTo(published));
    }

    /**
     * Publishes once more, and blocks until the subscriber has come to that: whatever was lost before shows by then. If the
     * topic changes its owner meanwhile, and that message is lost with it, then with another one.
     */
    JsonObject awaitCaughtUp(NodeProcess publisher, String topic, NodeProcess node, String key) {
        JsonObject mark = new JsonObject();
        eventually("caught up", () -> {
            JsonObject account = node.order("account", "key", key);
            assertThat(account.getValue("error")).isNull();
            if (!account.getLong("epoch").equals(mark.getLong("epoch"))) {
                mark.mergeIn(publisher.order("mark", "topic", topic, "publisher", nextPublisher()));
            }
            assertThat(account.getLong("epoch")).isEqualTo(mark.getLong("epoch"));
            assertThat(account.getLong("offset")).isGreaterThanOrEqualTo(mark.getLong("offset"));
        });
        return sound(node, key);
    }

    /** The account of a subscriber, which broke no rule and for which nothing waits. */
    static JsonObject sound(NodeProcess node, String key) {
        assertThat(node.order("settled", "key", key).getJsonArray("violations"))
                .as(node.name + " " + key)
                .isEmpty();
        return node.order("account", "key", key);
    }

    /** Ends every subscription; then no node holds more than it did at the beginning. */
    void assertNothingIsLeft() {
        for (NodeProcess node : cluster.nodes()) {
            JsonObject unused = node.order("faults", "types", List.of());
            unused = node.order("cancel");
        }
        for (int i = 0; i < cluster.size(); i++) {
            NodeProcess node = cluster.node(i);
            eventually(node.name + " is rid of everything", () -> {
                JsonObject figures = node.order("figures");
                for (String residue :
                        List.of("readers", "served", "subscribed", "mirrored", "subscriptions", "unanswered")) {
                    assertThat(figures.getLong(residue, 0L))
                            .as(residue + " in " + figures)
                            .isZero();
                }
            });
            assertHeapIsBounded(i);
        }
    }

    void assertHeapIsBounded(int i) {
        assertThat(heap(cluster.node(i))).as("heap of node " + i).isLessThan(heaps[i] + HEAP_GROWTH);
    }
}
