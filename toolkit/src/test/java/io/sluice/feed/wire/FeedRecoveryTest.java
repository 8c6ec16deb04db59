package io.sluice.feed.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.connection.Connection;
import io.sluice.feed.Entry;
import io.sluice.feed.Retention;
import io.sluice.feed.Start;
import io.sluice.feed.TopicConfig;
import io.sluice.message.Message;
import io.sluice.wire.Wait;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sockets are cut at random, under load: what clients get is what was published, or they are told what it is not. */
final class FeedRecoveryTest {

    private static final long SEED = Long.getLong("sluice.feed.seed", 8_001L);
    private static final int KILLS = Integer.getInteger("sluice.feed.kills", 500);
    private static final int CLIENTS = 10;
    private static final int VALUES_PER_KILL = 25;
    private static final long PAUSE_NANOS = 200_000; // 5,000 values a second
    private static final int STEPS = 4_000;

    private final FeedNode node = FeedNode.of(FeedOptions.standard());
    private final Random random = new Random(SEED);

    @AfterEach
    void close() {
        node.close();
    }

    private static TopicConfig topic(FeedNode node, int history, int maxKeys) {
        TopicConfig config =
                new TopicConfig("numbers", new Retention(history, 1 << 26, Duration.ofMinutes(5)), maxKeys);
        node.serve(FeedTopic.of(config).asJson());
        return config;
    }

    private FeedAudit join(TopicConfig topic, FeedPolicy policy, Start start, int client) {
        FeedClientOptions options = FeedClientOptions.standard();
        FeedAudit audit = new FeedAudit(policy == FeedPolicy.CONFLATE, null);
        node.client(client % 2 == 0 ? options : options.inCbor())
                .subscribe(
                        topic.name(), FeedRequest.from(start).withPolicy(policy).withBuffer(4_096))
                .subscribe(audit);
        return audit;
    }

    private void publish(TopicConfig topic, long n) {
        Message payload = Message.text(Long.toString(n));
        node.broker.publish(
                topic, topic.isStateful() ? Entry.of(String.valueOf(n % FeedAudit.KEYS), payload) : Entry.of(payload));
    }

    /** A millisecond after every {@code n}th value: as much as an event loop needs to take them. */
    private static void pause(long value, int n) {
        if (value % n == 0) {
            LockSupport.parkNanos(PAUSE_NANOS * 5);
        }
    }

    private void killOne() {
        node.accepted.removeIf(Connection::isClosed);
        if (!node.accepted.isEmpty()) {
            node.accepted.get(random.nextInt(node.accepted.size())).cancel();
        }
    }

    /** Returns how many were published. */
    private long publishAndKill(TopicConfig topic) {
        long last = 0;
        long due = System.nanoTime();
        for (int kill = 0; kill < KILLS; kill++) {
            for (int i = 0; i < VALUES_PER_KILL; i++) {
                publish(topic, ++last);
                due += PAUSE_NANOS;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
            }
            killOne();
        }
        return last;
    }

    @Test
    void everyStreamIsThePublishedOneWhileTheHistoryCoversIt() {
        TopicConfig topic = topic(node, 1_000_000, 0);
        List<FeedAudit> audits = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            FeedPolicy policy = client < CLIENTS / 2 ? FeedPolicy.BACKPRESSURE : FeedPolicy.DISCONNECT;
            audits.add(join(topic, policy, Start.oldest(), client));
        }
        long last = publishAndKill(topic);
        for (FeedAudit audit : audits) {
            Wait.until(() -> audit.isDone(last));
            audit.assertComplete(last);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKPRESSURE", "LATEST", "CONFLATE", "DROP_OLDEST"})
    void whatTheHistoryDoesNotCoverIsToldAndTheStateIsRight(FeedPolicy policy) {
        TopicConfig topic = topic(node, 20, 100);
        List<FeedAudit> audits = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            audits.add(join(topic, policy, Start.snapshot(), client));
        }
        Wait.until(() -> audits.stream().allMatch(FeedAudit::hasStarted));
        long last = 0;
        for (int round = 0; round < KILLS / 10; round++) {
            for (int i = 0; i < 100; i++) {
                publish(topic, ++last);
                pause(last, 10);
            }
            killOne();
            killOne();
        }
        long head = last;
        for (FeedAudit audit : audits) {
            Wait.until(() -> audit.isDone(head));
        }
        for (int i = 0; i < FeedAudit.KEYS; i++) { // so that who dropped the last of a key gets another
            publish(topic, ++last);
        }
        long end = last;
        for (FeedAudit audit : audits) {
            Wait.until(() -> audit.isDone(end));
            audit.assertWhole(end);
        }
        if (policy == FeedPolicy.BACKPRESSURE) {
            assertThat(audits).anyMatch(audit -> audit.gaps() > 0);
        }
        if (policy != FeedPolicy.DROP_OLDEST) { // whose own gaps no snapshot heals
            assertThat(audits).allMatch(FeedAudit::knowsTheState);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LATEST", "CONFLATE", "DROP_OLDEST", "DROP_NEWEST", "BACKPRESSURE"})
    void whatASlowReaderGetsTilesAndAddsUp(FeedPolicy policy) {
        TopicConfig topic = topic(node, policy == FeedPolicy.BACKPRESSURE ? 100 : 10_000, 100);
        FeedAudit audit = new FeedAudit(policy == FeedPolicy.CONFLATE, random);
        node.client(FeedClientOptions.standard())
                .subscribe(
                        topic.name(),
                        FeedRequest.from(Start.now()).withPolicy(policy).withBuffer(20))
                .subscribe(audit);
        Wait.until(audit::hasStarted);
        long[] last = {0};
        for (int step = 0; step < STEPS; step++) {
            publish(topic, ++last[0]);
            pause(last[0], 50);
            if (random.nextInt(10) == 0) {
                audit.step();
            }
            if (random.nextInt(STEPS / 5) == 0) {
                killOne();
            }
        }
        Wait.until(() -> {
            audit.step();
            boolean done = audit.isDone(last[0]);
            if (!done && policy == FeedPolicy.DROP_NEWEST) { // which tells of what it dropped with the next one
                publish(topic, ++last[0]);
            }
            return done;
        });
        audit.assertWhole(last[0]);
        assertThat(policy == FeedPolicy.LATEST || policy == FeedPolicy.CONFLATE ? audit.merged() : audit.gaps())
                .isPositive();
    }

    @Test
    void mergedValuesAddUpToThePublishedOnes() {
        TopicConfig topic = new TopicConfig("sums", new Retention(10_000, 1 << 20, Duration.ofMinutes(5)), 10);
        node.serve(FeedTopic.of(topic)
                .asJson()
                .offering(FeedPolicy.CONFLATE)
                .merging((older, newer) -> Message.text(Long.toString(value(older) + value(newer)))));
        FeedPeer peer = node.dial(Form.JSON);
        Object unused = peer.hello();
        peer.send("subscribe", "id", 1, "topic", "sums", "credit", 0);
        Object unusedToo = peer.expect("subscribed");
        long sum = 0;
        for (int n = 1; n <= 3_000; n++) {
            node.publish(topic, "k" + n % 3, Long.toString(n));
            sum += n;
        }
        long got = 0;
        long counted = 0;
        for (int total = 1; counted < 3_000; total++) {
            peer.send("credit", "id", 1, "total", total);
            var data = peer.expect("data");
            got += ((Number) Objects.requireNonNull(data.get("json"))).longValue();
            counted += ((Number) data.getOrDefault("count", 1)).longValue();
        }
        assertThat(counted).isEqualTo(3_000);
        assertThat(got).isEqualTo(sum);
        peer.send("unsubscribe", "id", 1);
        assertThat(peer.expect("unsubscribed")).containsEntry("received", 3_000);
    }

    private static long value(Message message) {
        return Long.parseLong(new String(message.bytes(), StandardCharsets.US_ASCII));
    }
}
