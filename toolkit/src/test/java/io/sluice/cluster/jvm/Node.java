package io.sluice.cluster.jvm;

import com.hazelcast.config.Config;
import io.sluice.cluster.HazelcastDefaults;
import io.sluice.cluster.NodeInsight;
import io.sluice.feed.Broker;
import io.sluice.feed.Delivery;
import io.sluice.feed.Position;
import io.sluice.feed.Retention;
import io.sluice.feed.Start;
import io.sluice.feed.Topic;
import io.sluice.feed.TopicSpec;
import io.sluice.feed.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a node can be ordered to do. One order at a time. */
final class Node implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final Vertx vertx;
    private final HazelcastClusterManager members;
    private final FrameFaults faults;
    private final Broker broker;
    private final Topics topics;
    private final Map<String, Reader> readers = new LinkedHashMap<>();
    private final Map<String, Writer> writers = new LinkedHashMap<>();

    private Node(Vertx vertx, HazelcastClusterManager members, FrameFaults faults, Broker broker) {
        this.vertx = vertx;
        this.members = members;
        this.faults = faults;
        this.broker = broker;
        this.topics = Topics.on(broker);
    }

    /** Blocks until it is a member of the cluster. */
    static Node start(JsonObject setup) throws Exception {
        Config config = HazelcastDefaults.of(
                setup.getString("host"),
                setup.getJsonArray("members").stream().map(String.class::cast).toList());
        config.setClusterName(setup.getString("cluster"));
        config.getNetworkConfig().setPort(setup.getInteger("port")).setPortAutoIncrement(false);
        HazelcastClusterManager members = new HazelcastClusterManager(config);
        Vertx vertx = Vertx.builder()
                .withClusterManager(members)
                .buildClustered()
                .toCompletionStage()
                .toCompletableFuture()
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        FrameFaults faults = new FrameFaults(vertx);
        return new Node(vertx, members, faults, NodeInsight.start(vertx));
    }

    String id() {
        return members.getNodeId();
    }

    JsonObject obey(JsonObject order) throws Exception {
        return switch (order.getString("do")) {
            case "subscribe" -> subscribe(order);
            case "request" -> request(order);
            case "cancel" -> cancel(order);
            case "account" ->
                matching(order.getString("key")).findFirst().orElseThrow().toJson();
            case "settled" -> settled(order);
            case "started" ->
                new JsonObject()
                        .put(
                                "started",
                                matching(order.getString("key"))
                                        .filter(Reader::isStarted)
                                        .count());
            case "publish" -> publish(order);
            case "written" -> writer(order).toJson();
            case "mark" -> mark(order);
            case "faults" -> faults.set(order);
            case "figures" -> figures();
            case "members" -> new JsonObject().put("members", new JsonArray(members.getNodes()));
            case "status" ->
                new JsonObject()
                        .put(
                                "status",
                                topic(order).status().blockingFirst().state().name());
            case "interest" ->
                new JsonObject().put("interest", topic(order).interest().blockingFirst());
            case "leave" -> leave();
            default -> throw new IllegalArgumentException("unknown order " + order);
        };
    }

    private Topic<Stamp> topic(JsonObject order) {
        return topic(order.getString("topic"));
    }

    /** What begins with "state" keeps a state; what a topic keeps of its past goes by its name, which all nodes agree on. */
    private Topic<Stamp> topic(String name) {
        TopicSpec<Stamp> spec = TopicSpec.of(name, Stamp.CODEC).withLinger(Duration.ZERO);
        if (name.startsWith("short")) {
            spec = spec.withRetention(new Retention(50, 1 << 20, Duration.ofMinutes(1)));
        } else if (name.startsWith("long")) {
            spec = spec.withRetention(new Retention(50_000, 16 << 20, Duration.ofMinutes(2)));
        }
        return topics.topic(name.startsWith("state") ? spec.withState(Stamp::key, 1_000) : spec);
    }

    /** {@code count} of them, of topics and keys that end with a number, if it is there. */
    private JsonObject subscribe(JsonObject order) {
        String policy = order.getString("policy", "disconnect");
        Delivery<Stamp> delivery = delivery(policy);
        long demand = order.getLong("request", Long.MAX_VALUE);
        for (int i = 0; i < order.getInteger("count", 1); i++) {
            String suffix = order.containsKey("count") ? "." + i : "";
            Reader reader = new Reader(!policy.equals("conflate"), order.getBoolean("oneByOne", false));
            topic(order.getString("topic") + suffix)
                    .subscribe(beginning(order), delivery)
                    .subscribe(reader);
            readers.put(order.getString("key") + suffix, reader);
            if (demand > 0) {
                reader.request(demand);
            }
            int perSecond = order.getInteger("perSecond", 0);
            if (perSecond > 0) {
                long unused = vertx.setPeriodic(50, timer -> reader.request(Math.max(1, perSecond / 20)));
            }
        }
        return new JsonObject();
    }

    private static Start beginning(JsonObject order) {
        return switch (order.getString("start", "now")) {
            case "now" -> Start.now();
            case "snapshot" -> Start.snapshot();
            case "oldest" -> Start.oldest();
            case "after" -> Start.after(new Position(order.getLong("epoch"), order.getLong("offset")));
            default -> throw new IllegalArgumentException("unknown start in " + order);
        };
    }

    private static Delivery<Stamp> delivery(String policy) {
        return switch (policy) {
            case "latest" -> Delivery.latest();
            case "disconnect" -> Delivery.disconnect(100_000, 64 << 20);
            case "short" -> Delivery.disconnect(100, 1 << 20);
            case "dropOldest" -> Delivery.dropOldest(100, 1 << 20);
            case "dropNewest" -> Delivery.dropNewest(100, 1 << 20);
            case "conflate" -> Delivery.conflate(1_000);
            case "backpressure" -> Delivery.backpressure(100, Duration.ofMinutes(1));
            default -> throw new IllegalArgumentException("unknown policy " + policy);
        };
    }

    private JsonObject request(JsonObject order) {
        matching(order.getString("key")).forEach(reader -> reader.request(order.getLong("n")));
        return new JsonObject();
    }

    /** Those whose keys match; all if it names none. */
    private JsonObject cancel(JsonObject order) {
        String key = order.getString("key");
        readers.entrySet().removeIf(entry -> {
            boolean meant = key == null || matches(entry.getKey(), key);
            if (meant) {
                entry.getValue().cancel();
            }
            return meant;
        });
        return new JsonObject();
    }

    /** The accounts of all whose keys match, summed up: how many there are, which violations, and those of each number. */
    private JsonObject settled(JsonObject order) {
        JsonObject sum = new JsonObject();
        List<String> violations = new ArrayList<>();
        matching(order.getString("key")).map(Reader::settled).forEach(account -> {
            for (String field : List.of("received", "conflated", "missing", "gaps", "resets", "snapshots")) {
                sum.put(field, sum.getLong(field, 0L) + account.getLong(field));
            }
            sum.put("ended", sum.getLong("ended", 0L) + (account.getBoolean("ended") ? 1 : 0));
            sum.put("lowest", Math.min(sum.getLong("lowest", Long.MAX_VALUE), account.getLong("offset", -1L)));
            account.getJsonArray("violations").forEach(violation -> violations.add(violation.toString()));
        });
        return sum.put("violations", new JsonArray(violations.stream().limit(20).toList()));
    }

    private Stream<Reader> matching(String key) {
        return readers.entrySet().stream()
                .filter(entry -> matches(entry.getKey(), key))
                .map(Map.Entry::getValue);
    }

    /** Whether it is this key, or one that was numbered. */
    private static boolean matches(String key, String wanted) {
        return key.equals(wanted) || key.startsWith(wanted + ".");
    }

    private JsonObject publish(JsonObject order) {
        List<Topic<Stamp>> of = Stream.iterate(0, i -> i + 1)
                .limit(order.getInteger("topics", 1))
                .map(i -> topic(order.getString("topic") + (order.containsKey("topics") ? "." + i : "")))
                .collect(Collectors.toList());
        Writer writer = new Writer(of, order);
        writers.put(order.getString("key"), writer);
        writer.start();
        return new JsonObject();
    }

    private Writer writer(JsonObject order) {
        return Objects.requireNonNull(writers.get(order.getString("key")), "no such writer");
    }

    /** Publishes one message more and waits for the answer: where it is. */
    private JsonObject mark(JsonObject order) throws Exception {
        Position position = topic(order)
                .publish(new Stamp(order.getInteger("publisher"), 0, Stamp.MIN_SIZE))
                .toCompletionStage()
                .toCompletableFuture()
                .get(order.getLong("millis", 40_000L), TimeUnit.MILLISECONDS);
        return new JsonObject().put("epoch", position.epoch()).put("offset", position.offset());
    }

    /** What it holds: bytes after a collection, subscribers, and what is left of the protocol. */
    private JsonObject figures() {
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        return NodeInsight.of(broker)
                .put(
                        "heap",
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
                .put("readers", readers.size());
    }

    private JsonObject leave() throws Exception {
        boolean unused = topics.close().blockingAwait(PATIENCE_SECONDS, TimeUnit.SECONDS);
        vertx.close().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new JsonObject();
    }

    @Override
    public void close() {}
}
