package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.feed.BrokerSignal;
import io.sluice.feed.BrokerSignal.Data;
import io.sluice.feed.Entry;
import io.sluice.feed.Publication;
import io.sluice.feed.Published;
import io.sluice.feed.Retention;
import io.sluice.feed.SignalAudit;
import io.sluice.feed.Start;
import io.sluice.feed.TopicConfig;
import io.sluice.message.Message;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.test.fakecluster.FakeClusterManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes of a clustered Vert.x, over its event bus. */
class EventBusBrokerTest {

    private static final ClusterOptions OPTIONS = ClusterOptions.standard().withSettings(WiredBrokers.FAST);
    private static final TopicConfig TOPIC = new TopicConfig("quotes", Retention.standard(), 0);

    private final List<Vertx> vertxes = new ArrayList<>();
    private final List<ClusterBroker> brokers = new ArrayList<>();

    @BeforeEach
    void forgetEarlierClusters() {
        FakeClusterManager.reset();
    }

    @AfterEach
    void closeAll() {
        brokers.forEach(broker ->
                assertThat(broker.close().blockingAwait(10, TimeUnit.SECONDS)).isTrue());
        vertxes.forEach(vertx -> done(vertx.close()));
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private ClusterBroker node() {
        VertxOptions options = new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
        Vertx vertx = done(Vertx.builder()
                .with(options)
                .withClusterManager(new FakeClusterManager())
                .buildClustered());
        vertxes.add(vertx);
        ClusterBroker broker = done(ClusterBroker.start(vertx, OPTIONS));
        brokers.add(broker);
        return broker;
    }

    private static void awaitLinks(int nodes, ClusterBroker... brokers) {
        for (ClusterBroker broker : brokers) {
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> broker.counters().links().stream()
                                    .filter(link -> link.state() == ClusterCounters.LinkState.UP)
                                    .count()
                            == nodes);
        }
    }

    private static Published publish(ClusterBroker broker, long sequence) {
        return broker.publish(TOPIC, new Publication(1, sequence, Entry.of(Message.text("v" + sequence))))
                .timeout(10, TimeUnit.SECONDS)
                .blockingGet();
    }

    @Test
    void whatOneNodePublishesTheOthersGetInOrder() {
        ClusterBroker one = node();
        ClusterBroker two = node();
        ClusterBroker three = node();
        awaitLinks(3, one, two, three);
        List<SignalAudit> audits = new ArrayList<>();
        for (ClusterBroker broker : List.of(one, two, three)) {
            SignalAudit audit = SignalAudit.of(broker, TOPIC, Start.now(), Long.MAX_VALUE);
            await().until(() -> audit.at() != null);
            audits.add(audit);
        }

        for (int i = 1; i <= 100; i++) {
            assertThat(publish(two, i).position().offset()).isEqualTo(i);
        }

        for (SignalAudit audit : audits) {
            await().until(() -> audit.values().size() == 100);
            assertThat(audit.values().get(99)).isEqualTo("v100");
        }
    }

    @Test
    void whenANodeLeavesItsTopicsGoOnElsewhereInANewEpoch() {
        ClusterBroker one = node();
        ClusterBroker two = node();
        awaitLinks(2, one, two);
        boolean first = one.counters()
                .node()
                .equals(Ownership.owner(TOPIC.name(), one.node().members()));
        ClusterBroker owner = first ? one : two;
        ClusterBroker other = first ? two : one;
        SignalAudit audit = SignalAudit.of(other, TOPIC, Start.now(), Long.MAX_VALUE);
        await().until(() -> audit.at() != null);
        long epoch = publish(other, 1).position().epoch();

        assertThat(owner.close().blockingAwait(10, TimeUnit.SECONDS)).isTrue();

        await().until(() -> audit.signals(BrokerSignal.Reset.class).size() == 1);
        Published next = publish(other, 2);
        assertThat(next.position().epoch()).isNotEqualTo(epoch);
        await().until(() -> audit.values().equals(List.of("v1", "v2")));
    }

    @Test
    void withoutAClusterANodeHasAllTopicsToItself() {
        Vertx vertx = Vertx.vertx();
        vertxes.add(vertx);
        ClusterBroker alone = done(ClusterBroker.start(vertx));
        TestSubscriber<BrokerSignal> subscriber =
                alone.subscribe(TOPIC, Start.oldest()).test();

        Published published = publish(alone, 1);

        subscriber.awaitCount(2);
        assertThat(subscriber.values())
                .last()
                .isInstanceOfSatisfying(
                        Data.class, data -> assertThat(data.position()).isEqualTo(published.position()));
        assertThat(alone.close().blockingAwait(10, TimeUnit.SECONDS)).isTrue();
        subscriber.assertComplete();
        assertThat(alone.counters().topicsMirrored()).isZero();
    }
}
