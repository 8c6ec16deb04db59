package io.sluice.perf.cluster;

import com.hazelcast.config.Config;
import com.sun.management.OperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import io.sluice.cluster.ClusterBroker;
import io.sluice.cluster.HazelcastDefaults;
import io.sluice.feed.Topics;
import io.sluice.perf.Pace;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** What one of the two processes does, order by order. */
final class Node {

    private static final int REPORT = 256;
    private static final int MIN_BYTES = 16;
    /** Counters are as of the last heartbeat, of which there are two in a second. */
    private static final long COUNTED_NANOS = 1_200_000_000;

    private static final String PROGRESS = "progress";

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final Vertx vertx;
    private final HazelcastClusterManager members;
    private final ClusterBroker broker;
    private final Topics topics;
    private final Map<String, Way> ways = new HashMap<>();
    private final AtomicLong received = new AtomicLong();
    private final Progress progress = new Progress();
    private Histogram delays = delays();
    private volatile long noticed;

    private Node(Vertx vertx, HazelcastClusterManager members, ClusterBroker broker) {
        this.vertx = vertx;
        this.members = members;
        this.broker = broker;
        this.topics = Topics.on(broker);
    }

    /** Blocks until it is a member. */
    static Node start(String cluster, int port, List<String> all) {
        Config config = HazelcastDefaults.of("127.0.0.1", all);
        config.setClusterName(cluster);
        config.getNetworkConfig().setPort(port).setPortAutoIncrement(false);
        HazelcastClusterManager members = new HazelcastClusterManager(config);
        Vertx vertx = Waiting.on(Vertx.builder().withClusterManager(members).buildClustered());
        return new Node(vertx, members, Waiting.on(ClusterBroker.start(vertx)));
    }

    String id() {
        return members.getNodeId();
    }

    JsonObject obey(JsonObject order) {
        return switch (order.getString("do")) {
            case "own" -> own(order.getString("prefix"));
            case "receive" -> receive(order);
            case "progress" -> listenToProgress();
            case "flood" -> flood(order);
            case "pace" -> pace(order);
            case "cpu" -> new JsonObject().put("cpu", SYSTEM.getProcessCpuTime());
            case "figures" -> figures();
            case "delays" -> percentiles();
            case "many" -> many(order);
            case "watch" -> watch(order);
            case "noticed" -> noticed();
            case "interest" ->
                new JsonObject()
                        .put(
                                "interest",
                                topic(order.getString("topic")).topic.interest().blockingFirst());
            case "members" -> new JsonObject().put("members", members.getNodes().size());
            default -> throw new IllegalArgumentException("unknown order " + order);
        };
    }

    /** A topic that this node keeps: publishes to one after the other until it keeps one more. */
    private JsonObject own(String prefix) {
        for (int i = 0; ; i++) {
            String name = prefix + i;
            int kept = broker.counters().topicsOwned();
            var unused = topic(name).topic.publish(message(0, 0, MIN_BYTES)).blockingGet();
            LockSupport.parkNanos(COUNTED_NANOS);
            if (broker.counters().topicsOwned() > kept) {
                return new JsonObject().put("topic", name);
            }
        }
    }

    private Way way(String name) {
        return ways.computeIfAbsent(
                name, way -> way.equals("plain") ? new Plain(vertx) : new TopicWay(topics, way, false));
    }

    private TopicWay topic(String name) {
        return (TopicWay) way(name);
    }

    private JsonObject receive(JsonObject order) {
        way(order.getString("way")).receive(this::take);
        return new JsonObject();
    }

    private void take(long due) {
        if (due != 0) {
            delays.recordValue(Math.max(0, System.nanoTime() - due));
        }
        long count = received.incrementAndGet();
        if (count % REPORT == 0) {
            vertx.eventBus().send(PROGRESS, count);
        }
    }

    private JsonObject listenToProgress() {
        Waiting.on(vertx.eventBus()
                .<Long>consumer(PROGRESS, message -> progress.reached(message.body()))
                .completion());
        return new JsonObject();
    }

    /** As fast as the receiver goes: {@code count} messages, a multiple of what it reports. */
    private JsonObject flood(JsonObject order) {
        Way way = way(order.getString("way"));
        long count = order.getLong("count") / REPORT * REPORT;
        int bytes = order.getInteger("bytes");
        int ahead = order.getInteger("ahead");
        long start = progress.reached();
        long begun = System.nanoTime();
        long room = ahead;
        for (long i = 0; i < count; i++) {
            if (i == room) {
                // Goes on with half of the room, as whoever waits for a drain does: then it is not woken for each
                // message.
                progress.await(start + room - ahead / 2);
                room += ahead / 2;
            }
            way.send(message(i, 0, bytes));
        }
        progress.await(start + count);
        return new JsonObject().put("count", count).put("nanos", System.nanoTime() - begun);
    }

    private JsonObject pace(JsonObject order) {
        Way way = way(order.getString("way"));
        int bytes = order.getInteger("bytes");
        long[] next = {0};
        Pace.run(order.getLong("perSecond"), order.getLong("count"), due -> way.send(message(next[0]++, due, bytes)));
        return new JsonObject();
    }

    private static byte[] message(long number, long due, int bytes) {
        byte[] message = new byte[Math.max(MIN_BYTES, bytes)];
        ByteBuffer.wrap(message).putLong(number).putLong(Way.DUE_AT, due);
        return message;
    }

    private JsonObject figures() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        long missing = ways.values().stream()
                .mapToLong(way -> way instanceof TopicWay topic ? topic.missing() : 0)
                .sum();
        return new JsonObject()
                .put(
                        "heap",
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
                .put("direct", Math.max(0, PlatformDependent.usedDirectMemory()))
                .put("received", received.get())
                .put("overruns", broker.counters().overruns())
                .put("missing", missing)
                .put(
                        "registrations",
                        members.getHazelcastInstance()
                                .getMultiMap("__vertx.subs")
                                .size());
    }

    private JsonObject percentiles() {
        Histogram taken = delays;
        delays = delays();
        return new JsonObject()
                .put("count", taken.getTotalCount())
                .put("p50", taken.getValueAtPercentile(50) / 1e3)
                .put("p99", taken.getValueAtPercentile(99) / 1e3)
                .put("p99.9", taken.getValueAtPercentile(99.9) / 1e3);
    }

    private static Histogram delays() {
        return new Histogram(60_000_000_000L, 3);
    }

    /** Subscribes to many topics, or publishes once to each. */
    private JsonObject many(JsonObject order) {
        List<TopicWay> all = new ArrayList<>();
        for (int i = 0; i < order.getInteger("count"); i++) {
            all.add((TopicWay) ways.computeIfAbsent("many" + i, name -> new TopicWay(topics, name, true)));
        }
        if (order.getBoolean("publish")) {
            all.forEach(way -> way.send(message(0, 0, 128)));
        } else {
            all.forEach(way -> way.subscribe(this::take));
            all.forEach(TopicWay::awaitStart);
        }
        return new JsonObject();
    }

    /** Notes when a topic is no longer live. */
    private JsonObject watch(JsonObject order) {
        noticed = 0;
        var unused = topic(order.getString("way"))
                .topic
                .status()
                .filter(status -> switch (status.state()) {
                    case SUSPECT, LOST -> true;
                    default -> false;
                })
                .take(1)
                .subscribe(status -> noticed = System.nanoTime());
        return new JsonObject();
    }

    private JsonObject noticed() {
        return new JsonObject().put("at", noticed);
    }
}
