package io.sluice.cluster.jvm;

import static io.sluice.cluster.jvm.NodeCluster.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Topics across three processes while something goes wrong: what is quick enough for every run. In each test every subscriber's
 * account is sound, and afterwards no node holds anything.
 */
class ShortFailuresTest {

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
    void whoSubscribesWhileOthersPublishMissesNothingFromThenOn() {
        String topic = cluster.topicOf("during", 0);
        scene.publish(n2, "w", topic, 3_000, 1_000);
        for (int i = 0; i < 25; i++) {
            Scene.order(n0, "subscribe", "r" + i, topic);
            Scene.order(n1, "subscribe", "r" + i, topic);
        }
        JsonObject written = Scene.awaitPublished(n2, "w");

        assertThat(written.getLong("acknowledged")).isEqualTo(3_000);
        for (int i = 0; i < 25; i++) {
            for (NodeProcess node : List.of(n0, n1)) {
                JsonObject account = scene.awaitCaughtUp(n2, topic, node, "r" + i);
                assertThat(account.getLong("received")).isPositive();
                assertThat(account.getLong("missing")).isZero();
            }
        }
    }

    @Test
    void whoAsksForOneAtATimeGetsOneAtATimeAndAll() {
        String topic = cluster.topicOf("one", 0);
        scene.subscribe(n1, "r", topic, "request", 1, "oneByOne", true);
        scene.publish(n2, "w", topic, 2_000, 2_000);
        Scene.awaitPublished(n2, "w");

        JsonObject account = scene.awaitCaughtUp(n2, topic, n1, "r");
        assertThat(account.getLong("received")).isEqualTo(2_001);
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "short", "dropOldest", "dropNewest", "conflate"})
    void aSlowSubscriberGetsWhatItsPolicySaysAndHoldsUpNobody(String policy) {
        String topic = cluster.topicOf(policy.equals("conflate") ? "state-slow" : policy, 0);
        scene.subscribe(n1, "rfast", topic);
        scene.subscribe(n2, "rfast", topic);
        scene.subscribe(n1, "rslow", topic, "policy", policy, "request", 1, "perSecond", 40);
        scene.publish(n0, "w", topic, 5_000, 5_000);
        Scene.awaitPublished(n0, "w");

        for (NodeProcess node : List.of(n1, n2)) {
            JsonObject fast = scene.awaitCaughtUp(n0, topic, node, "rfast");
            assertThat(fast.getLong("received") + fast.getLong("missing")).isGreaterThanOrEqualTo(5_001);
            assertThat(fast.getLong("received")).isGreaterThanOrEqualTo(4_750);
        }
        if (policy.equals("short")) {
            eventually("cut off", () -> {
                JsonObject slow = n1.order("account", "key", "rslow");
                assertThat(slow.getString("error")).contains("SlowConsumerException");
                assertThat(slow.getLong("received")).isLessThan(1_000);
            });
            assertThat(n1.order("account", "key", "rslow").getJsonArray("violations"))
                    .isEmpty();
        } else {
            n1.order("request", "key", "rslow", "n", 1_000_000);
            JsonObject slow = scene.awaitCaughtUp(n0, topic, n1, "rslow");
            assertThat(slow.getLong("received")).isLessThan(4_000);
            assertThat(slow.getLong("received") + slow.getLong("conflated") + slow.getLong("missing"))
                    .isGreaterThanOrEqualTo(5_001);
        }
    }

    @Test
    void aStoppedSubscriberCostsTheOwnerLittleAndIsToldWhatItMissed() {
        String topic = cluster.topicOf("stopped", 0);
        scene.subscribe(n1, "r", topic);
        scene.subscribe(n2, "r", topic);
        scene.publish(n0, "w", topic, 40_000, 8_000);
        Scene.awaitProgress(n0, "w", 4_000);
        n1.freeze();
        try {
            Scene.awaitPublished(n0, "w");
            scene.assertHeapIsBounded(0);
        } finally {
            n1.thaw();
        }

        for (NodeProcess node : List.of(n1, n2)) {
            JsonObject account = scene.awaitCaughtUp(n0, topic, node, "r");
            assertThat(account.getLong("received") + account.getLong("missing")).isEqualTo(account.getLong("offset"));
        }
    }

    @Test
    void aSubscriberThatIsKilledLeavesNothingBehind() {
        String topic = cluster.topicOf("many", 0);
        Scene.order(n1, "subscribe", "r", topic, "count", 100);
        Scene.awaitStarted(n1, "r", 100);
        scene.publish(n0, "w", topic, 20_000, 10_000, "topics", 100);
        n1.kill();
        Scene.awaitPublished(n0, "w");

        eventually(
                "the owner has forgotten it",
                () -> assertThat(n0.order("figures").getLong("served")).isZero());
        n1 = cluster.restart(1);
        scene.subscribe(n1, "r", topic + ".0");
        scene.awaitCaughtUp(n0, topic + ".0", n1, "r");
    }

    @Test
    void anOwnerThatIsKilledIsNoticedAndAnotherTakesOver() {
        String topic = cluster.topicOf("owner", 0);
        scene.subscribe(n1, "r", topic);
        scene.subscribe(n2, "r", topic);
        scene.publish(n2, "w", topic, 500, 1_000);
        Scene.awaitPublished(n2, "w");
        scene.publish(n2, "w2", topic, 4_000, 1_000);
        long killed = System.nanoTime();
        n0.kill();
        eventually(
                "a new epoch",
                () -> assertThat(n1.order("account", "key", "r").getLong("resets"))
                        .isPositive());
        assertThat(System.nanoTime() - killed).isLessThan(10_000_000_000L);

        Scene.awaitPublished(n2, "w2");
        for (NodeProcess node : List.of(n1, n2)) {
            JsonObject account = scene.awaitCaughtUp(n2, topic, node, "r");
            assertThat(account.getLong("resets")).isPositive();
        }
        n0 = cluster.restart(0);
        for (NodeProcess node : List.of(n1, n2)) {
            scene.awaitCaughtUp(n0, topic, node, "r");
        }
    }

    @Test
    void whatControlsTheStreamMayGetLostAndDoubled() {
        String topic = cluster.topicOf("state-faults", 0);
        for (NodeProcess node : cluster.nodes()) {
            node.order("faults", "types", List.of(4, 5, 7, 8, 9, 11, 12, 13, 14, 15, 17), "lose", 20, "double", 20);
        }
        scene.publish(n2, "w", topic, 4_000, 1_000);
        for (int round = 0; round < 5; round++) {
            for (NodeProcess node : List.of(n1, n2)) {
                scene.subscribe(node, "r" + round, topic, "start", round % 2 == 0 ? "snapshot" : "now");
            }
            if (round % 2 == 1) {
                n1.order("cancel", "key", "r" + round);
            }
        }
        Scene.awaitPublished(n2, "w");
        for (NodeProcess node : cluster.nodes()) {
            JsonObject faults = node.order("faults", "types", List.of());
            if (node != n1) {
                assertThat(faults.getLong("lost") + faults.getLong("doubled")).isPositive();
            }
        }

        for (int round = 0; round < 5; round += 2) {
            scene.awaitCaughtUp(n2, topic, n1, "r" + round);
            scene.awaitCaughtUp(n2, topic, n2, "r" + round);
        }
    }
}
