package io.sluice.cluster.jvm;

import static io.sluice.cluster.jvm.NodeCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** A cable is pulled between nodes in network namespaces of their own, and nobody is told. Needs root and iproute2. */
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
@Timeout(180)
class NetworkCutTest {

    private static Namespaces network;
    private static NodeCluster cluster;

    private Scene scene;
    private NodeProcess n0;
    private NodeProcess n1;
    private NodeProcess n2;

    @BeforeAll
    static void startNodes() {
        Assumptions.assumeTrue(
                Namespaces.arePossible(), "network namespaces need root and iproute2: the network is not cut");
        network = new Namespaces(3);
        cluster = new NodeCluster(3, network);
    }

    @AfterAll
    static void endNodes() {
        if (cluster != null) {
            cluster.close();
        } else if (network != null) {
            network.close();
        }
    }

    @BeforeEach
    void look() {
        cluster.revive();
        scene = new Scene(cluster);
        n0 = cluster.node(0);
        n1 = cluster.node(1);
        n2 = cluster.node(2);
    }

    @AfterEach
    void nothingIsLeft() {
        for (int i = 0; i < 3; i++) {
            network.heal(i);
        }
        cluster.awaitMembers();
        scene.assertNothingIsLeft();
    }

    @Test
    void aCutOfEightSecondsIsNoticedAndWhatWasMissedComesOrIsTold() {
        cutSubscriber(8);
    }

    @Test
    void aCutOfThirtySecondsIsNoticedAndWhatWasMissedComesOrIsTold() {
        cutSubscriber(30);
    }

    private void cutSubscriber(int seconds) {
        String topic = cluster.topicOf("cut" + seconds, 0);
        scene.subscribe(n1, "r", topic);
        scene.subscribe(n2, "r", topic);
        int count = 1_000 * (seconds + 6);
        scene.publish(n0, "w", topic, count, 1_000);
        Scene.awaitProgress(n0, "w", 2_000);
        network.cut(1);
        long cut = System.nanoTime();
        eventually(
                "suspected",
                () -> assertThat(n1.order("status", "topic", topic).getString("status"))
                        .isNotEqualTo("LIVE"));
        assertThat(System.nanoTime() - cut).isLessThan(4_000_000_000L);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> n0.order("written", "key", "w").getLong("published") >= 2_000 + 1_000L * seconds);
        scene.assertHeapIsBounded(0);
        network.heal(1);
        Scene.awaitPublished(n0, "w");
        cluster.awaitMembers();
        scene.awaitCaughtUp(n0, topic, n2, "r");
        scene.awaitCaughtUp(n0, topic, n1, "r");
    }

    @Test
    void aSplitHasTwoOwnersAndAfterTheMergeOneIsLeftAndAllAreTold() {
        String topic = cluster.topicOf("split", 0);
        for (NodeProcess node : cluster.nodes()) {
            scene.subscribe(node, "r", topic);
        }
        scene.publish(n0, "w0", topic, 40_000, 1_000, "answered", false);
        scene.publish(n2, "w2", topic, 40_000, 1_000, "answered", false);
        network.cut(0);
        eventually(
                "the majority has an owner of its own",
                () -> assertThat(n1.order("account", "key", "r").getLong("resets"))
                        .isPositive());
        network.heal(0);
        cluster.awaitMembers();
        Scene.awaitPublished(n0, "w0");
        Scene.awaitPublished(n2, "w2");
        for (NodeProcess node : cluster.nodes()) {
            scene.awaitCaughtUp(n2, topic, node, "r");
        }
    }

    @Test
    void connectionsThatAreResetLoseNothing() {
        String topic = cluster.topicOf("long-reset", 0);
        scene.subscribe(n1, "r", topic);
        scene.publish(n0, "w", topic, 60_000, 10_000);
        for (int i = 1; i <= 10; i++) {
            Scene.awaitProgress(n0, "w", i * 5_000L);
            network.reset(1, 0, cluster.port(0), cluster.port(1));
        }
        Scene.awaitPublished(n0, "w");
        JsonObject account = scene.awaitCaughtUp(n0, topic, n1, "r");
        assertThat(account.getLong("received") + account.getLong("missing")).isEqualTo(account.getLong("offset"));
        assertThat(account.getLong("resets")).isZero();
    }
}
