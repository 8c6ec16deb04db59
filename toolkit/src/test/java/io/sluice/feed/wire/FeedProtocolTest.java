package io.sluice.feed.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.sluice.feed.BrokerSignal;
import io.sluice.feed.Entry;
import io.sluice.feed.MemoryBroker;
import io.sluice.message.Message;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every message of the protocol, in both forms, over sockets. */
final class FeedProtocolTest {

    private final FeedNode node = FeedNode.of(FeedOptions.standard().withNode("n1"));

    @AfterEach
    void close() {
        node.close();
    }

    private FeedPeer open(Form form) {
        FeedPeer peer = node.dial(form);
        Map<String, Object> unused = peer.hello();
        return peer;
    }

    @ParameterizedTest
    @EnumSource
    void aHelloIsWelcomedWithTheNodeItsTimeAndItsLimits(Form form) {
        FeedPeer peer = node.dial(form);
        Map<String, Object> welcome = peer.hello("agent", "test");
        assertThat(welcome)
                .contains(entry("node", "n1"), entry("heartbeat", 5_000))
                .doesNotContainKey("expires");
        assertThat((Long) welcome.get("time")).isGreaterThan(1_700_000_000_000_000L);
        assertThat((String) welcome.get("session")).isNotEmpty();
        assertThat(welcome.get("limits"))
                .isEqualTo(FeedPeer.fields(
                        "subscriptions", 256, "messageBytes", 65_536, "messagesPerSecond", 100, "buffer", 4_096));
    }

    @ParameterizedTest
    @EnumSource
    void valuesComeWithTheirOffsetsAsTheyWerePublished(Form form) {
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "texts");
        Map<String, Object> subscribed = peer.expect("subscribed");
        assertThat(subscribed)
                .contains(
                        entry("id", 1),
                        entry("offset", 0),
                        entry("recovered", true),
                        entry("stateful", false),
                        entry("policy", "backpressure"),
                        entry("buffer", 256));
        assertThat((String) subscribed.get("epoch")).matches("[0-9a-f]{1,16}");
        node.publish(FeedNode.TEXTS, "a \"quoted\" \u00e4\u20ac\ud83d\ude00 text\n");
        assertThat(peer.expect("data"))
                .isEqualTo(FeedPeer.fields(
                        "type", "data", "id", 1, "offset", 1, "text", "a \"quoted\" \u00e4\u20ac\ud83d\ude00 text\n"));
        node.broker.publish(FeedNode.TEXTS, Entry.of(Message.binary(Buffer.buffer(new byte[] {0, -1, 5}))));
        Object bytes = peer.expect("data").get("bin");
        assertThat(form == Form.JSON ? Base64.getDecoder().decode((String) bytes) : (byte[]) bytes)
                .containsExactly(0, -1, 5);
    }

    @ParameterizedTest
    @EnumSource
    void aJsonTopicIsEmbeddedAndHasKeysAndDeletions(Form form) {
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 9, "topic", "state");
        Map<String, Object> unused = peer.expect("subscribed");
        node.publish(FeedNode.STATE, "k\"1", "{\"bid\":1.50}");
        Map<String, Object> data = peer.expect("data");
        assertThat(data).contains(entry("id", 9), entry("key", "k\"1"));
        assertThat(data.get("json")).isEqualTo(form == Form.JSON ? Map.of("bid", 1.5) : "{\"bid\":1.50}");
        node.broker.publish(FeedNode.STATE, Entry.deletion("k\"1"));
        assertThat(peer.expect("data"))
                .isEqualTo(FeedPeer.fields("type", "data", "id", 9, "offset", 2, "key", "k\"1", "deleted", true));
    }

    @ParameterizedTest
    @EnumSource
    void nothingComesBeyondTheCredit(Form form) {
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "texts", "credit", 0);
        Map<String, Object> unused = peer.expect("subscribed");
        for (int i = 1; i <= 5; i++) {
            node.publish(FeedNode.TEXTS, "v" + i);
        }
        peer.settle();
        peer.send("credit", "id", 1, "total", 2);
        assertThat(peer.expect("data")).containsEntry("offset", 1);
        assertThat(peer.expect("data")).containsEntry("offset", 2);
        peer.send("credit", "id", 1, "total", 2);
        peer.send("credit", "id", 1, "total", 1);
        peer.send("credit", "id", 4, "total", 100);
        peer.settle();
        peer.send("credit", "id", 1, "total", 3);
        assertThat(peer.expect("data")).containsEntry("offset", 3);
        peer.settle();
    }

    @ParameterizedTest
    @EnumSource
    void aSnapshotComesInPiecesAndThenWhatFollows(Form form) {
        String filler = "x".repeat(1_000);
        for (int i = 0; i < 200; i++) {
            node.publish(FeedNode.STATE, "key" + i, "\"" + i + filler + "\"");
        }
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "state", "from", "snapshot", "credit", 2);
        assertThat(peer.expect("subscribed"))
                .contains(entry("recovered", true), entry("stateful", true), entry("offset", 200));
        assertThat(peer.expect("snapshot-begin"))
                .contains(entry("id", 1), entry("offset", 200), entry("size", 200))
                .containsKey("epoch");
        List<Object> keys = new ArrayList<>();
        int pieces = 0;
        Map<String, Object> piece = peer.next();
        for (; "snapshot-entries".equals(piece.get("type")); piece = peer.next()) {
            pieces++;
            for (Object one : (List<?>) Objects.requireNonNull(piece.get("entries"))) {
                Map<?, ?> of = (Map<?, ?>) one;
                keys.add(of.get("key"));
                assertThat(of.get("offset")).isEqualTo(keys.size());
                assertThat((String) of.get("json")).contains(keys.size() - 1 + filler);
            }
        }
        assertThat(piece).isEqualTo(FeedPeer.fields("type", "snapshot-end", "id", 1));
        assertThat(pieces).isBetween(4, 5);
        assertThat(keys).hasSize(200);
        node.publish(FeedNode.STATE, "key1", "1");
        assertThat(peer.expect("data")).containsEntry("offset", 201);
        node.publish(FeedNode.STATE, "key1", "2");
        peer.settle();
    }

    @ParameterizedTest
    @EnumSource
    void aPositionIsGoneOnFromWhileTheHistoryCoversIt(Form form) {
        for (int i = 1; i <= 5; i++) {
            node.publish(FeedNode.TEXTS, "v" + i);
        }
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "texts", "from", "oldest", "credit", 1);
        Object epoch = peer.expect("subscribed").get("epoch");
        assertThat(peer.expect("data")).containsEntry("text", "v1");
        peer.send("subscribe", "id", 2, "topic", "texts", "from", Map.of("epoch", epoch, "offset", 3), "credit", 10);
        assertThat(peer.expect("subscribed"))
                .contains(entry("id", 2), entry("epoch", epoch), entry("offset", 3), entry("recovered", true));
        assertThat(peer.expect("data")).contains(entry("offset", 4), entry("text", "v4"));
        assertThat(peer.expect("data")).containsEntry("offset", 5);
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeGoneOnFromIsToldAndTheStateFollows(Form form) {
        node.publish(FeedNode.STATE, "a", "1");
        for (String policy : List.of("backpressure", "latest")) {
            FeedPeer peer = open(form);
            peer.send(
                    "subscribe",
                    "id",
                    1,
                    "topic",
                    "state",
                    "policy",
                    policy,
                    "from",
                    Map.of("epoch", "abc", "offset", 3));
            Map<String, Object> subscribed = peer.expect("subscribed");
            assertThat(subscribed).containsEntry("recovered", false);
            assertThat(peer.expect("reset"))
                    .contains(
                            entry("lastEpoch", "abc"),
                            entry("lastOffset", 3),
                            entry("epoch", subscribed.get("epoch")),
                            entry("offset", 0));
            assertThat(peer.expect("gap")).contains(entry("from", 1), entry("to", 1));
            assertThat(peer.expect("snapshot-begin")).containsEntry("size", 1);
            assertThat(peer.expect("snapshot-entries")).containsKey("entries");
            assertThat(peer.expect("snapshot-end")).containsEntry("id", 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anUnsubscribeIsAnsweredWithTheAccount(Form form) {
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "texts", "policy", "latest", "credit", 1);
        Map<String, Object> unused = peer.expect("subscribed");
        for (int i = 1; i <= 10; i++) {
            node.publish(FeedNode.TEXTS, "v" + i);
        }
        assertThat(peer.expect("data")).containsEntry("offset", 1);
        peer.settle();
        peer.send("credit", "id", 1, "total", 2);
        assertThat(peer.expect("data")).contains(entry("offset", 10), entry("count", 9), entry("first", 2));
        peer.send("unsubscribe", "id", 1);
        assertThat(peer.expect("unsubscribed"))
                .isEqualTo(FeedPeer.fields(
                        "type", "unsubscribed", "id", 1, "received", 10, "delivered", 2, "merged", 8, "dropped", 0));
        node.publish(FeedNode.TEXTS, "after");
        peer.send("unsubscribe", "id", 1);
        peer.settle();
        Wait.until(() -> node.feed.counters().subscriptions() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void aGapUsesACreditAsAValueDoes(Form form) {
        node.publish(FeedNode.TEXTS, "v1");
        FeedPeer peer = open(form);
        peer.send("subscribe", "id", 1, "topic", "texts", "from", Map.of("epoch", "abc", "offset", 3), "credit", 0);
        assertThat(peer.expect("subscribed")).containsEntry("recovered", false);
        peer.settle();
        peer.send("credit", "id", 1, "total", 1);
        Map<String, Object> reset = peer.expect("reset");
        assertThat(reset).containsEntry("offset", 0);
        peer.settle();
        peer.send("credit", "id", 1, "total", 2);
        assertThat(peer.expect("gap")).contains(entry("from", 1), entry("to", 1));
        node.publish(FeedNode.TEXTS, "v2");
        peer.settle();
        peer.send("credit", "id", 1, "total", 3);
        assertThat(peer.expect("data")).containsEntry("offset", 2);
    }

    @ParameterizedTest
    @EnumSource
    void aHeartbeatTellsWhereQuietSubscriptionsAre(Form form) {
        try (FeedNode beating = FeedNode.of(FeedOptions.standard().withHeartbeat(Duration.ofMillis(50)))) {
            FeedPeer peer = beating.dial(form);
            Map<String, Object> unused = peer.hello();
            peer.send("subscribe", "id", 1, "topic", "texts");
            Object epoch = Objects.requireNonNull(peer.expect("subscribed").get("epoch"));
            beating.publish(FeedNode.TEXTS, "v1");
            Map<String, Object> unusedToo = peer.expect("data");
            Wait.until(() -> {
                Object topics = peer.heartbeat().get("topics");
                return List.of(FeedPeer.fields("id", 1, "epoch", epoch, "offset", 1))
                        .equals(topics);
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKPRESSURE", "LATEST"})
    void howTheSourceOfATopicFaresIsTold(FeedPolicy policy) {
        FeedPeer peer = open(Form.JSON);
        peer.send("subscribe", "id", 1, "topic", "texts", "policy", policy.word());
        Map<String, Object> unused = peer.expect("subscribed");
        ((MemoryBroker) node.broker).faults().tell("texts", new BrokerSignal.Suspect("not heard"));
        assertThat(peer.expect("status")).contains(entry("state", "suspect"), entry("detail", "not heard"));
        ((MemoryBroker) node.broker).faults().tell("texts", new BrokerSignal.Trusted());
        assertThat(peer.expect("status")).containsEntry("state", "live");
    }
}
