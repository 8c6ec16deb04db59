package io.sluice.perf.load;

import static java.util.Locale.ROOT;

import io.sluice.perf.Machine;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/**
 * One reader that reads nothing among many that do: what it changes for them. The same healthy readers in one run, with and
 * without the stalled one by turns, so that whatever else the machine does falls on both.
 */
@Command(
        name = "stalled",
        description = "Healthy readers with a stalled one among them, beside the same without it.",
        mixinStandardHelpOptions = true)
public final class StalledReader implements Callable<Integer> {

    private static final Duration STEP = Duration.ofSeconds(30);
    private static final int LONGEST_SLICE = 10;
    private static final int WARM_UP_SECONDS = 3;
    /** Small, so that what a stalled reader does not take fills the socket at once and then waits in the hub. */
    private static final int SEND_BUFFER = 16 << 10;

    @Option(
            names = "--seconds",
            defaultValue = "5",
            description = "With the stalled reader, and as long without it; default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--healthy", defaultValue = "99", description = "Default: ${DEFAULT-VALUE}.")
    private int healthy;

    @Option(names = "--rate", defaultValue = "200", description = "Messages per second, default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--bytes", defaultValue = "1024", description = "Size of a message, default: ${DEFAULT-VALUE}.")
    private int bytes;

    @Option(
            names = "--policy",
            defaultValue = "latest",
            description = "Of the stalled reader: latest, conflate or disconnect; default: ${DEFAULT-VALUE}.")
    private String policy = "";

    /** The slices of one kind, added up. */
    private static final class Sum {
        private final Histogram delays = new Histogram(Duration.ofSeconds(60).toNanos() / 1_000, 3);
        private long delivered;
        private long conflated;
        private long mostQueued;
        private long cpuNanos;

        double p99() {
            return delays.getValueAtPercentile(99) / 1e3;
        }
    }

    @Override
    public Integer call() throws IOException {
        int slices = (seconds + LONGEST_SLICE - 1) / LONGEST_SLICE;
        int slice = (seconds + slices - 1) / slices;
        Duration limit = Duration.ofSeconds(2L * slices * slice + 60);
        System.out.println(Machine.describe());
        Sum with = new Sum();
        Sum without = new Sum();
        try (ServerProcess server = new ServerProcess("512m", limit, "--patient", "--send-buffer=" + SEND_BUFFER);
                Peers peers = new Peers(server.port())) {
            peers.open(healthy, "/disconnect", STEP);
            server.awaitMembers(healthy, STEP);
            measure(server, peers, WARM_UP_SECONDS, new Sum());
            for (int i = 0; i < slices; i++) {
                // Neither kind is always the first.
                if (i % 2 == 0) {
                    withStalled(server, peers, slice, with);
                    measure(server, peers, slice, without);
                } else {
                    measure(server, peers, slice, without);
                    withStalled(server, peers, slice, with);
                }
            }
            report(slices * slice, with, without, peers.missed());
            return peers.missed() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private void withStalled(ServerProcess server, Peers peers, int slice, Sum sum) throws IOException {
        peers.openStalled("/" + policy, STEP);
        server.awaitMembers(healthy + 1, STEP);
        measure(server, peers, slice, sum);
        peers.closeStalled();
        // Where its policy is to be disconnected it is gone already.
        server.awaitMembers(healthy, STEP);
    }

    private void measure(ServerProcess server, Peers peers, int slice, Sum sum) throws IOException {
        long count = (long) slice * rate;
        long before = peers.received();
        long cpu = server.cpuNanos();
        peers.takeDelays();
        JsonObject reply = server.order("pace " + rate + " " + count + " " + bytes);
        peers.awaitReceived(before + count * healthy, STEP);
        sum.cpuNanos += server.cpuNanos() - cpu;
        sum.delivered += peers.received() - before;
        sum.delays.add(peers.takeDelays());
        sum.conflated += reply.getLong("conflated");
        sum.mostQueued =
                Math.max(sum.mostQueued, reply.getJsonObject("mostQueued").getLong(policy, 0L));
    }

    private void report(int duration, Sum with, Sum without, long missed) {
        System.out.printf(
                "%d healthy readers, %d messages of %d B per second, %d s of each kind, stalled reader: %s%n%n",
                healthy, rate, bytes, duration, policy);
        line("without", without);
        line("with a stalled reader", with);
        double ratio = with.p99() / without.p99();
        System.out.printf(ROOT, "%np99 with / without: %.2f; missed by a healthy reader: %d%n", ratio, missed);
        System.out.println(new JsonObject()
                .put("scenario", "stalled")
                .put("healthy", healthy)
                .put("rate", rate)
                .put("bytes", bytes)
                .put("seconds", duration)
                .put("policy", policy)
                .put("p99MillisWithout", without.p99())
                .put("p99MillisWith", with.p99())
                .put("ratio", ratio)
                .put("delivered", with.delivered + without.delivered)
                .put("missed", missed)
                .put("mostQueued", with.mostQueued)
                .encode());
    }

    private static void line(String label, Sum sum) {
        System.out.printf(
                ROOT,
                "%-22s %,d delivered, delay in ms: p50 %.2f p99 %.2f p99.9 %.2f max %.2f; server CPU %.2f us each;"
                        + " conflated %,d, most queued for a member with its policy %,d%n",
                label,
                sum.delivered,
                sum.delays.getValueAtPercentile(50) / 1e3,
                sum.p99(),
                sum.delays.getValueAtPercentile(99.9) / 1e3,
                sum.delays.getMaxValue() / 1e3,
                sum.cpuNanos / 1e3 / sum.delivered,
                sum.conflated,
                sum.mostQueued);
    }
}
