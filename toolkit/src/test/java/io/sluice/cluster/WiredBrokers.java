package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.feed.Broker;
import io.sluice.feed.BrokerContract;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Two nodes on a {@link Wire}, at ten times the pace of real ones. */
final class WiredBrokers implements BrokerContract.Carrier {

    static final ProtocolSettings FAST = new ProtocolSettings(
            50, 200, 8_000, 10, 200, 8_000, 2_048, 1 << 20, 8 << 20, 64, 32 << 10, 1, 2_048, 1 << 20, 60_000, 1 << 20,
            8_000, 10_000);
    static final ClusterOptions OPTIONS = ClusterOptions.standard().withSettings(FAST);
    private static final String SECOND = "node-1";

    private final Vertx vertx = Vertx.vertx();
    final Wire wire;
    final List<ClusterBroker> brokers = new ArrayList<>();

    WiredBrokers(long seed, double trouble) {
        wire = new Wire(vertx, seed, trouble);
        add("node-0");
        add(SECOND);
        // Until both know of each other, each has all topics to itself.
        await().pollInterval(Duration.ofMillis(5)).until(() -> brokers.stream().allMatch(WiredBrokers::seesBoth));
    }

    private static boolean seesBoth(ClusterBroker broker) {
        return broker.counters().links().stream()
                        .filter(link -> link.state() == ClusterCounters.LinkState.UP)
                        .count()
                == 2;
    }

    ClusterBroker add(String name) {
        try {
            ClusterBroker broker = ClusterBroker.start(vertx, wire.node(name), OPTIONS)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            brokers.add(broker);
            return broker;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public Broker node(int index) {
        return brokers.get(index);
    }

    /** Does {@code task} on each node's loop, and waits until it is done. */
    static void onLoops(List<ClusterBroker> brokers, Consumer<ClusterNode> task) {
        for (ClusterBroker broker : brokers) {
            CompletableFuture<Boolean> done = new CompletableFuture<>();
            broker.loop().execute(() -> {
                try {
                    task.accept(broker.node());
                    done.complete(true);
                } catch (Throwable e) {
                    done.completeExceptionally(e);
                }
            });
            assertThat(done.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
        }
    }

    /** Waits until nobody offers, sends or receives a stream, or waits for the end of one to be confirmed. */
    void awaitNoStreams() {
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            AtomicInteger left = new AtomicInteger();
            onLoops(
                    brokers,
                    node -> left.addAndGet(node.streams.offered()
                            + node.streams.received()
                            + node.cancellations.size()
                            + (int) node.streams.keptBytes()));
            return left.get() == 0;
        });
    }

    static void forget(ClusterNode node, String topic) {
        OwnedTopic owned = node.owned.remove(topic);
        if (owned != null) {
            owned.moved();
        }
    }

    @Override
    public void reset(String topic) {
        onLoops(brokers, node -> forget(node, topic));
    }

    @Override
    public void lose(String topic, int n) {
        wire.loseData(SECOND, n);
    }

    @Override
    public void suspect(String topic) {
        wire.mute(SECOND, 400);
    }

    @Override
    public boolean move(String topic) {
        String next = IntStream.range(2, 1_000)
                .mapToObj(i -> "node-" + i)
                .filter(name -> name.equals(Ownership.owner(topic, List.of("node-0", SECOND, name))))
                .findFirst()
                .orElseThrow();
        ClusterBroker unused = add(next);
        return true;
    }

    @Override
    public void close() {
        brokers.forEach(broker ->
                assertThat(broker.close().blockingAwait(10, TimeUnit.SECONDS)).isTrue());
        for (ClusterBroker broker : brokers) {
            ClusterCounters left = broker.counters();
            assertThat(left.subscriptions()).as("subscriptions left").isZero();
            assertThat(left.unanswered()).as("publications left").isZero();
            assertThat(left.historyBytes()).as("history left").isZero();
        }
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
