package io.sluice.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.fanout.HubCounters;
import io.sluice.message.Message;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Publishers, requests, faults and event loops at the same time; then everybody has to have come to the same place. */
class TopicRaceTest {

    private static final int PUBLISHERS = 2;
    private static final int VALUES_EACH = 5000;

    private final MemoryBroker broker = MemoryBroker.create();
    private final TopicSpec<String> spec =
            Texts.stateful("t").withRetention(new Retention(50, 1 << 20, Duration.ofMinutes(5)));
    private final Topic<String> topic = Topics.on(broker).topic(spec);
    private final Map<Position, Entry> published = new ConcurrentHashMap<>();

    @Test
    void everySubscriberGetsOrIsToldOfEveryValue() throws Exception {
        Vertx vertx = Vertx.vertx();
        ExecutorService threads = Executors.newFixedThreadPool(PUBLISHERS + 1);
        try {
            publish(1, 1, "k=first");
            List<TopicAudit> audits = subscribe(vertx);
            AtomicBoolean over = new AtomicBoolean();
            List<Future<?>> publishers = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                int producer = 2 + i;
                publishers.add(threads.submit(() -> {
                    for (int n = 1; n <= VALUES_EACH; n++) {
                        publish(producer, n, "k" + n % 7 + "=" + producer + "." + n);
                        if (n % 1000 == 0 && producer == 2) {
                            broker.faults().reset("t");
                        } else if (n % 300 == 0) {
                            broker.faults().lose("t", 2);
                        }
                    }
                }));
            }
            Future<?> requests = threads.submit(() -> {
                while (!over.get()) {
                    audits.get(ThreadLocalRandom.current().nextInt(audits.size()))
                            .request(7);
                }
            });
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
            over.set(true);
            requests.get();
            audits.forEach(audit -> audit.request(Long.MAX_VALUE));
            settle(audits);
        } finally {
            threads.shutdownNow();
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private List<TopicAudit> subscribe(Vertx vertx) throws InterruptedException {
        List<TopicAudit> audits = new ArrayList<>();
        for (Delivery<String> delivery : List.<Delivery<String>>of(
                Delivery.latest(),
                Delivery.dropOldest(3, 1000),
                Delivery.dropNewest(3, 1000),
                Delivery.conflate(100),
                Delivery.disconnect(100_000, 1 << 24))) {
            for (Start start : List.of(Start.now(), Start.snapshot())) {
                audits.add(TopicAudit.of(topic, start, delivery, 1));
                audits.add(onLoop(vertx, start, delivery));
            }
        }
        return audits;
    }

    private TopicAudit onLoop(Vertx vertx, Start start, Delivery<String> delivery) throws InterruptedException {
        Context loop = vertx.getOrCreateContext();
        AtomicReference<TopicAudit> made = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        loop.runOnContext(now -> {
            made.set(TopicAudit.of(topic, start, delivery, 1));
            done.countDown();
        });
        done.await();
        return Objects.requireNonNull(made.get());
    }

    /** Publishes until everybody has noticed what was lost, or dropped, at the very end. */
    private void settle(List<TopicAudit> audits) {
        long[] sequence = {0};
        await().atMost(Duration.ofSeconds(20)).pollDelay(Duration.ZERO).untilAsserted(() -> {
            Position head = publish(9, ++sequence[0], "end=" + sequence[0]);
            TopicRecord record = new TopicRecord();
            published.forEach(record::published);
            long deadline = System.nanoTime() + 500_000_000;
            while (!areAt(audits, head) && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(areAt(audits, head)).isTrue();
            audits.forEach(audit -> audit.assertWhole(record, head));
        });
        HubCounters sums = topic.counters().delivery();
        assertThat(sums.offered()).isEqualTo(sums.delivered() + sums.conflated() + sums.dropped() + sums.queued());
        assertThat(sums.members()).isEqualTo(audits.size());
        assertThat(sums.disconnects()).isZero();
    }

    private static boolean areAt(List<TopicAudit> audits, Position head) {
        return audits.stream().allMatch(audit -> head.equals(audit.at()));
    }

    private Position publish(long producer, long sequence, String value) {
        Entry entry = Entry.of(String.valueOf(Texts.key(value)), Message.text(value));
        Position position = broker.publish(spec.config(), new Publication(producer, sequence, entry))
                .blockingGet()
                .position();
        published.put(position, entry);
        return position;
    }
}
