package io.sluice.perf.cluster;

import static java.util.Locale.ROOT;

import io.sluice.perf.Machine;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what topics across two processes cost, beside plain {@code send} in the same run: lines of JSON, then a table. */
@Command(
        name = "cluster",
        description = "Prints what topics between two processes cost, beside the event bus alone; takes three minutes.",
        mixinStandardHelpOptions = true)
public final class ClusterCommand implements Runnable {

    private static final int BYTES = 128;
    private static final int MANY = 10_000;
    private static final int ACTIVE = 100;

    @Option(names = "--messages", defaultValue = "3000000", description = "At full rate, default ${DEFAULT-VALUE}.")
    private long messages;

    @Option(names = "--rate", defaultValue = "10000", description = "Paced, messages/s, default ${DEFAULT-VALUE}.")
    private long rate;

    @Option(
            names = "--ahead",
            defaultValue = "1536",
            description = {
                "Messages that the sender may be ahead of what the receiver has at full rate, default ${DEFAULT-VALUE}.",
                "Beyond the 2,048 of a node's window the receiver falls out of the ring, and is sent the history anew."
            })
    private int ahead;

    @Option(names = "--runs", defaultValue = "3", description = "Of each, by turns, default ${DEFAULT-VALUE}.")
    private int runs;

    @Option(
            names = "--only",
            split = ",",
            defaultValue = "speed,stopped,many,dead",
            description = "Which of ${DEFAULT-VALUE}.")
    private List<String> only = List.of();

    private final PrintStream out = System.out;
    private final List<String> rows = new ArrayList<>();

    @Override
    public void run() {
        out.println(Machine.describe());
        if (only.contains("speed")) {
            inPair(this::speed);
        }
        if (only.contains("stopped")) {
            inPair(this::stopped);
        }
        if (only.contains("many")) {
            inPair(this::many);
        }
        for (int i = 0; only.contains("dead") && i < 2 * runs; i++) {
            boolean killed = i % 2 == 0;
            inPair((a, b) -> dead(a, b, killed));
        }
        out.println();
        rows.forEach(out::println);
    }

    private interface Measurement {
        void run(NodeProcess a, NodeProcess b);
    }

    private static void inPair(Measurement measurement) {
        String cluster = "perf-" + UUID.randomUUID();
        int first = freePort();
        int second = freePort();
        String members = "127.0.0.1:" + first + ",127.0.0.1:" + second;
        try (NodeProcess a = new NodeProcess(cluster, first, members);
                NodeProcess b = new NodeProcess(cluster, second, members)) {
            a.awaitStart();
            b.awaitStart();
            Waiting.until(
                    "two members",
                    () -> a.order("members").getInteger("members") == 2
                            && b.order("members").getInteger("members") == 2);
            measurement.run(a, b);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String topicOf(NodeProcess node, String prefix) {
        return node.order("own", "prefix", prefix).getString("topic");
    }

    private void speed(NodeProcess a, NodeProcess b) {
        String topic = topicOf(a, "flood");
        a.order("progress");
        for (String way : List.of("plain", topic)) {
            b.order("receive", "way", way);
            // Warm on both sides before anything counts.
            a.order("flood", "way", way, "count", messages / 2, "bytes", BYTES, "ahead", ahead);
        }
        for (int run = 0; run < runs; run++) {
            for (String way : List.of("plain", topic)) {
                flood(a, b, way, name(way));
            }
        }
        for (int run = 0; run < runs; run++) {
            for (String way : List.of("plain", topic)) {
                paced(a, b, way, name(way));
            }
        }
    }

    private static String name(String way) {
        return way.equals("plain") ? "plain send" : "topic";
    }

    private void flood(NodeProcess a, NodeProcess b, String way, String name) {
        long cpuA = a.order("cpu").getLong("cpu");
        long cpuB = b.order("cpu").getLong("cpu");
        JsonObject flood = a.order("flood", "way", way, "count", messages, "bytes", BYTES, "ahead", ahead);
        double count = flood.getLong("count");
        double perSecond = count / flood.getLong("nanos") * 1e9;
        double a1 = (a.order("cpu").getLong("cpu") - cpuA) / count;
        double b1 = (b.order("cpu").getLong("cpu") - cpuB) / count;
        long missing = b.order("figures").getLong("missing");
        long overruns = a.order("figures").getLong("overruns");
        report(
                new JsonObject()
                        .put("run", "full rate")
                        .put("way", name)
                        .put("perSecond", Math.round(perSecond))
                        .put("cpuNanosA", a1)
                        .put("cpuNanosB", b1)
                        .put("missing", missing)
                        .put("overruns", overruns),
                "%-12s %-12s %,12.0f messages/s   CPU ns per message: sender %,.0f, receiver %,.0f, together %,.0f",
                "full rate",
                name,
                perSecond,
                a1,
                b1,
                a1 + b1);
    }

    private void paced(NodeProcess a, NodeProcess b, String way, String name) {
        b.order("delays");
        long count = rate * 5;
        a.order("pace", "way", way, "count", count, "perSecond", rate, "bytes", BYTES);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        JsonObject delays = b.order("delays");
        report(
                delays.copy().put("run", "paced").put("way", name).put("perSecond", rate),
                "%-12s %-12s %,12d messages/s   delay us: p50 %,.0f, p99 %,.0f, p99.9 %,.0f",
                "paced",
                name,
                rate,
                delays.getDouble("p50"),
                delays.getDouble("p99"),
                delays.getDouble("p99.9"));
    }

    private void stopped(NodeProcess a, NodeProcess b) {
        String topic = topicOf(a, "stopped");
        b.order("receive", "way", topic);
        a.order("pace", "way", topic, "count", rate, "perSecond", rate, "bytes", BYTES);
        JsonObject before = a.order("figures");
        b.signal("STOP");
        JsonObject after;
        try {
            a.order("pace", "way", topic, "count", rate * 20, "perSecond", rate, "bytes", BYTES);
            after = a.order("figures");
        } finally {
            b.signal("CONT");
        }
        double heap = (after.getLong("heap") - before.getLong("heap")) / 1e6;
        double direct = (after.getLong("direct") - before.getLong("direct")) / 1e6;
        report(
                new JsonObject()
                        .put("run", "stopped")
                        .put("seconds", 20)
                        .put("heapMB", heap)
                        .put("directMB", direct),
                "%-12s %-12s 20 s of %,d messages/s to a stopped subscriber cost the sender %.1f MB of heap, %.1f MB direct",
                "stopped",
                "topic",
                rate,
                heap,
                direct);
    }

    private void many(NodeProcess a, NodeProcess b) {
        JsonObject before = b.order("figures");
        b.order("many", "count", MANY, "publish", false);
        a.order("many", "count", ACTIVE, "publish", true);
        Waiting.until("the active ones arrived", () -> b.order("figures").getLong("received") >= ACTIVE);
        JsonObject after = b.order("figures");
        report(
                new JsonObject()
                        .put("run", "many")
                        .put("topics", MANY)
                        .put("active", ACTIVE)
                        .put("registrationsBefore", before.getLong("registrations"))
                        .put("registrationsAfter", after.getLong("registrations"))
                        .put("heapBytesPerTopic", (after.getLong("heap") - before.getLong("heap")) / MANY),
                "%-12s %-12s %,d topics, %d active: %d registrations before, %d after; heap of the subscriber %,d B per topic",
                "many",
                "topic",
                MANY,
                ACTIVE,
                before.getLong("registrations"),
                after.getLong("registrations"),
                (after.getLong("heap") - before.getLong("heap")) / MANY);
    }

    private void dead(NodeProcess a, NodeProcess b, boolean killed) {
        String topic = topicOf(a, "dead");
        b.order("receive", "way", topic);
        b.order("watch", "way", topic);
        a.order("pace", "way", topic, "count", rate, "perSecond", rate, "bytes", BYTES);
        long gone = System.nanoTime();
        if (killed) {
            a.close();
        } else {
            a.signal("STOP");
        }
        Waiting.until("noticed", () -> b.order("noticed").getLong("at") != 0);
        double millis = (b.order("noticed").getLong("at") - gone) / 1e6;
        report(
                new JsonObject()
                        .put("run", "dead")
                        .put("how", killed ? "killed" : "stopped")
                        .put("millis", millis),
                "%-12s %-12s noticed after %,.0f ms",
                "dead",
                killed ? "killed" : "stopped",
                millis);
    }

    private void report(JsonObject json, String row, Object... values) {
        out.println(json.encode());
        rows.add(String.format(ROOT, row, values));
    }
}
