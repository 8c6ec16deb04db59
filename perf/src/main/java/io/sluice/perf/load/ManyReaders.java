package io.sluice.perf.load;

import static java.util.Locale.ROOT;

import io.sluice.perf.Descriptors;
import io.sluice.perf.Machine;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Very many connections on one hub: what they weigh while idle, and what it costs to send one message to all of them. */
@Command(
        name = "many",
        description = "Many connections on one hub: memory of each, and CPU time of a message to all.",
        mixinStandardHelpOptions = true)
public final class ManyReaders implements Callable<Integer> {

    private static final Duration LIMIT = Duration.ofSeconds(170);
    private static final Duration STEP = Duration.ofSeconds(60);

    @Option(names = "--connections", defaultValue = "20000", description = "Default: ${DEFAULT-VALUE}.")
    private int wanted;

    @Option(names = "--bytes", defaultValue = "128", description = "Size of a message, default: ${DEFAULT-VALUE}.")
    private int bytes;

    @Option(
            names = "--messages",
            defaultValue = "32",
            description = "Messages to all for each way of sending, default: ${DEFAULT-VALUE}.")
    private int messages;

    @Option(names = "--heap", defaultValue = "1g", description = "-Xmx of the server, default: ${DEFAULT-VALUE}.")
    private String heap = "";

    @Override
    public Integer call() throws IOException, InterruptedException {
        int possible = Descriptors.raise(wanted);
        System.out.println(Machine.describe());
        if (possible < wanted) {
            System.out.println("The limit of open files is " + Descriptors.hardLimit()
                    + " per process and may not be raised: " + possible + " connections instead of " + wanted + ".");
        }
        try (ServerProcess server = new ServerProcess(heap, LIMIT);
                Peers peers = new Peers(server.port())) {
            warmUp(server, peers);
            Memory before = Memory.of(server);
            long start = System.nanoTime();
            int warm = peers.open();
            peers.open(possible - warm, "/disconnect", STEP);
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf(
                    ROOT, "%d connections open, the last %d in %.1f s%n", peers.open(), possible - warm, seconds);
            server.awaitMembers(peers.open(), STEP);
            Memory idle = Memory.of(server);
            Traffic one = send(server, peers, 1);
            Traffic sixteen = send(server, peers, 16);
            Memory after = Memory.of(server);
            report(possible, warm, peers, before, idle, after, one, sixteen);
            return peers.open() == possible && peers.missed() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /** So that neither is interpreted any more when it is measured. */
    private void warmUp(ServerProcess server, Peers peers) throws IOException {
        int some = Math.min(200, wanted);
        peers.open(some, "/disconnect", STEP);
        server.awaitMembers(some, STEP);
        server.order("publish 1 " + bytes);
        peers.awaitReceived(some, STEP);
        for (int i = 0; i < 40; i++) {
            send(server, peers, 16, 160);
        }
        peers.takeDelays();
    }

    private Traffic send(ServerProcess server, Peers peers, int inFlight) throws IOException {
        Traffic traffic = send(server, peers, inFlight, messages);
        System.out.printf(ROOT, "%d messages to all, %d in flight: done%n", messages, inFlight);
        return traffic;
    }

    /** What sending did. */
    private record Traffic(long delivered, double cpuMicros, Histogram delays) {}

    /** Publishes {@code inFlight} at once, waits until everybody has them, and so on. */
    private Traffic send(ServerProcess server, Peers peers, int inFlight, int count) throws IOException {
        long receivers = peers.open();
        long before = peers.received();
        long cpu = server.cpuNanos();
        for (int sent = 0; sent < count; ) {
            int batch = Math.min(inFlight, count - sent);
            server.order("publish " + batch + " " + bytes);
            sent += batch;
            peers.awaitReceived(before + sent * receivers, STEP);
        }
        long delivered = peers.received() - before;
        return new Traffic(delivered, (server.cpuNanos() - cpu) / 1e3 / delivered, peers.takeDelays());
    }

    /** The server's, in bytes: the heap first, since counting it makes garbage go. */
    private record Memory(long heap, long rss) {
        static Memory of(ServerProcess server) throws IOException {
            long heap = server.heap();
            return new Memory(heap, server.rss());
        }

        String perConnection(Memory before, int connections) {
            return String.format(
                    ROOT,
                    "heap %.1f kB, RSS %.1f kB per connection",
                    (heap - before.heap) / 1e3 / connections,
                    (rss - before.rss) / 1e3 / connections);
        }

        @Override
        public String toString() {
            return String.format(ROOT, "heap after GC %.0f MB, RSS %.0f MB", heap / 1e6, rss / 1e6);
        }
    }

    private void report(
            int possible,
            int warm,
            Peers peers,
            Memory before,
            Memory idle,
            Memory after,
            Traffic one,
            Traffic sixteen) {
        int more = possible - warm;
        System.out.printf("%nserver, %d connections: %s%n", warm, before);
        System.out.printf("server, %d idle:         %s: %s%n", possible, idle, idle.perConnection(before, more));
        System.out.printf("server, after traffic:   %s: %s%n", after, after.perConnection(before, more));
        line("one in flight", one);
        line("sixteen in flight", sixteen);
        System.out.println("missed by anybody: " + peers.missed());
        System.out.println(new JsonObject()
                .put("scenario", "many")
                .put("connections", peers.open())
                .put("bytes", bytes)
                .put("heapIdle", idle.heap)
                .put("rssIdle", idle.rss)
                .put("heapAfter", after.heap)
                .put("rssAfter", after.rss)
                .put("delivered", one.delivered + sixteen.delivered)
                .put("missed", peers.missed())
                .put("cpuMicrosOneInFlight", one.cpuMicros)
                .put("cpuMicrosSixteenInFlight", sixteen.cpuMicros)
                .encode());
    }

    private static void line(String label, Traffic traffic) {
        System.out.printf(
                ROOT,
                "%-18s %,d delivered, %.2f us of server CPU each; delay in ms: p50 %.1f p99 %.1f max %.1f%n",
                label + ":",
                traffic.delivered,
                traffic.cpuMicros,
                traffic.delays.getValueAtPercentile(50) / 1e3,
                traffic.delays.getValueAtPercentile(99) / 1e3,
                traffic.delays.getMaxValue() / 1e3);
    }
}
