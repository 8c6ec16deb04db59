package io.sluice.perf.compare;

import io.sluice.perf.Machine;
import io.sluice.perf.serve.ContenderName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** Sluice beside what people use today: what a message costs each server, by turns, as lines of JSON and a table. */
@Command(
        name = "compare",
        description = "What a message costs, on Sluice and on what people use today, in the same run.",
        mixinStandardHelpOptions = true)
public final class Compare implements Callable<Integer> {

    static final ContenderName REFERENCE = ContenderName.NETTY;

    private static final List<String> JVM = List.of("-Xmx1g", "-XX:+UseSerialGC");
    private static final double CALLS_SECONDS = 0.5;

    @Option(
            names = "--workload",
            split = ",",
            paramLabel = "NAME",
            description = "One or more of ${COMPLETION-CANDIDATES}; default: all.",
            completionCandidates = Workloads.Names.class)
    private List<String> workloads = Workloads.names();

    @Option(
            names = "--server",
            split = ",",
            paramLabel = "NAME",
            description = "One or more of ${COMPLETION-CANDIDATES}; default: all.")
    private List<ContenderName> servers = List.of(ContenderName.values());

    @Option(names = "--connections", defaultValue = "1000", description = "Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(names = "--bytes", defaultValue = "128", description = "Size of a message, default: ${DEFAULT-VALUE}.")
    private int bytes;

    @Option(
            names = "--rounds",
            defaultValue = "3",
            description = "Slices of each server, by turns; default: ${DEFAULT-VALUE}.")
    private int rounds;

    @Option(names = "--seconds", defaultValue = "2", description = "Of a slice, default: ${DEFAULT-VALUE}.")
    private double seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "3",
            description = "Seconds for each server, default: ${DEFAULT-VALUE}.")
    private double warmUp;

    @Override
    public Integer call() throws IOException {
        System.out.println(Machine.describe());
        Cores.pinDriver();
        System.out.println(Cores.describe() + "; system calls counted by " + SystemCalls.describe());
        Map<Workload, Medians> results = new LinkedHashMap<>();
        for (String name : workloads) {
            Workload workload = Workloads.named(name);
            results.put(workload, measure(workload));
        }
        results.forEach((workload, medians) -> System.out.println("\n"
                + ResultTable.of(
                        workload.name() + ": " + workload.describe(), medians, Figure.CPU, REFERENCE.toString())));
        return ExitCode.OK;
    }

    /** Every server in every round, beginning with another each time. */
    private Medians measure(Workload workload) throws IOException {
        Medians medians = new Medians();
        List<ServerUnderTest> running = new ArrayList<>();
        try (Clients clients = new Clients(null)) {
            Bench bench = new Bench(clients, connections, bytes);
            for (ContenderName name : servers) {
                if (workload.suits(name)) {
                    running.add(new ServerUnderTest(name, JVM, workload.arguments(bench)));
                }
            }
            for (ServerUnderTest server : running) {
                Sample unused = workload.run(bench, server, -1, warmUp);
            }
            for (int round = 0; round < rounds; round++) {
                for (ServerUnderTest server : running) {
                    record(workload.run(bench, server, round, seconds), medians);
                }
                Collections.rotate(running, 1);
            }
            for (ServerUnderTest server : running) {
                record(countCalls(workload, bench, server), medians);
            }
        } finally {
            running.forEach(ServerUnderTest::close);
        }
        return medians;
    }

    private static Sample countCalls(Workload workload, Bench bench, ServerUnderTest server) throws IOException {
        long before = bench.clients().counts().received();
        SystemCalls calls = new SystemCalls(server.pid());
        Sample unused = workload.run(bench, server, -1, CALLS_SECONDS);
        Map<String, Long> counts = calls.end();
        Sample sample = new Sample(workload.name(), server.name().toString(), -1);
        double delivered = bench.clients().counts().received() - before;
        if (counts.isEmpty() || delivered == 0) {
            return sample;
        }
        return sample.with(Figure.SENDING_CALLS, SystemCalls.sum(counts, SystemCalls.SENDING) / delivered);
    }

    private static void record(Sample sample, Medians medians) {
        System.out.println(sample.json());
        medians.add(sample);
    }
}
