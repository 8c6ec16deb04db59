package io.sluice.cluster.jvm;

import static io.sluice.cluster.jvm.NodeCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What takes longer than every run can wait: {@code mvn -Plong -pl toolkit test -Dtest='*FailuresTest'}. What is checked is the
 * same as in {@link ShortFailuresTest}.
 */
@EnabledIfSystemProperty(named = "sluice.long", matches = "true")
@Timeout(180)
class LongFailuresTest {

    private static NodeCluster cluster;

    private Scene scene;
    private NodeProcess n0;
    private NodeProcess n1;
    private NodeProcess n2;

    @BeforeAll
    static void startNodes() {
        cluster = new NodeCluster(3, Network.loopback());
    }

    @AfterAll
    static void endNodes() {
        cluster.close();
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
        scene.assertNothingIsLeft();
    }

    @Test
    void aSubscriberThatIsStoppedForLongIsToldWhatItMissed() {
        stop(n1, cluster.topicOf("longstop", 0), 15);
    }

    @Test
    void anOwnerThatIsStoppedForLongGoesOnOrIsReplaced() {
        stop(n0, cluster.topicOf("ownerstop", 0), 10);
    }

    private void stop(NodeProcess victim, String topic, int seconds) {
        NodeProcess publisher = n2;
        scene.subscribe(n1, "r", topic);
        scene.subscribe(n2, "r", topic);
        scene.publish(publisher, "w", topic, 2_000 * (seconds + 4), 2_000, "answered", false);
        Scene.awaitProgress(publisher, "w", 4_000);
        victim.freeze();
        try {
            Scene.awaitProgress(publisher, "w", 4_000 + 2_000L * seconds);
            scene.assertHeapIsBounded(2);
        } finally {
            victim.thaw();
        }
        Scene.awaitPublished(publisher, "w");
        cluster.awaitMembers();
        scene.awaitCaughtUp(publisher, topic, n1, "r");
        scene.awaitCaughtUp(publisher, topic, n2, "r");
    }

    @Test
    void aSubscriberOfAThousandTopicsThatIsKilledLeavesNothingBehind() {
        String topic = cluster.topicOf("thousand", 0);
        Scene.order(n1, "subscribe", "r", topic, "count", 1_000);
        Scene.awaitStarted(n1, "r", 1_000);
        scene.publish(n0, "w", topic, 100_000, 10_000, "topics", 1_000);
        Scene.awaitProgress(n0, "w", 10_000);
        n1.kill();
        Scene.awaitPublished(n0, "w");
        eventually(
                "nothing is left of it",
                () -> assertThat(n0.order("figures").getLong("served")).isZero());
        n1 = cluster.restart(1);
    }

    @Test
    void twoOfThreeMayBeKilledAtOnce() {
        String[] topics = {cluster.topicOf("two-a", 0), cluster.topicOf("two-b", 1), cluster.topicOf("two-c", 2)};
        for (String topic : topics) {
            scene.subscribe(n2, "r" + topic, topic);
            scene.publish(n2, "w" + topic, topic, 3_000, 500);
        }
        n0.kill();
        n1.kill();
        for (String topic : topics) {
            Scene.awaitPublished(n2, "w" + topic);
            scene.awaitCaughtUp(n2, topic, n2, "r" + topic);
        }
        n0 = cluster.restart(0);
        n1 = cluster.restart(1);
        for (String topic : topics) {
            scene.subscribe(n0, "r" + topic, topic);
            scene.awaitCaughtUp(n1, topic, n0, "r" + topic);
            scene.awaitCaughtUp(n1, topic, n2, "r" + topic);
        }
    }

    @Test
    void whoJoinsLateUnderLoadGetsTheStateAndThenAllThatFollowsThoughTheRingIsOverrun() {
        String topic = cluster.topicOf("state-late", 0);
        scene.publish(n2, "w", topic, 60_000, 8_000, "size", 1_000);
        Scene.awaitProgress(n2, "w", 8_000);
        for (int i = 0; i < 20; i++) {
            scene.subscribe(n1, "rfast" + i, topic, "start", "snapshot");
            scene.subscribe(n0, "rslow" + i, topic, "start", "snapshot", "policy", "conflate", "perSecond", 200);
        }
        Scene.awaitPublished(n2, "w");
        for (int i = 0; i < 20; i++) {
            JsonObject fast = scene.awaitCaughtUp(n2, topic, n1, "rfast" + i);
            assertThat(fast.getLong("snapshots")).isPositive();
            n0.order("request", "key", "rslow" + i, "n", 1_000_000);
            scene.awaitCaughtUp(n2, topic, n0, "rslow" + i);
        }
    }

    @Test
    void tenThousandSubscriptionsComeAndGoAndNothingIsLeft() {
        for (int round = 0; round < 20; round++) {
            String topic = "churn" + round % 3;
            for (NodeProcess node : cluster.nodes()) {
                Scene.order(node, "subscribe", "r" + round, topic, "count", 170);
            }
            for (NodeProcess node : cluster.nodes()) {
                if (round % 2 == 0) {
                    Scene.awaitStarted(node, "r" + round, 170);
                }
                node.order("cancel", "key", "r" + round);
            }
        }
    }

    @Test
    void theNodesAreRestartedOneAfterTheOther() {
        String topic = cluster.topicOf("rolling", 0);
        for (int i = 0; i < 3; i++) {
            NodeProcess stays = cluster.node((i + 1) % 3);
            NodeProcess other = cluster.node((i + 2) % 3);
            scene.subscribe(stays, "r" + i, topic);
            scene.publish(other, "w", topic, 3_000, 1_000);
            cluster.node(i).order("leave");
            cluster.restart(i);
            Scene.awaitPublished(other, "w");
            scene.awaitCaughtUp(other, topic, stays, "r" + i);
            stays.order("cancel", "key", "r" + i);
        }
    }
}
