package io.sluice.perf.compare;

import io.sluice.perf.Machine;
import io.sluice.perf.serve.ContenderName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sluice beside what people use today: what a message costs each server, by turns, as lines of JSON and a table. */
@Command(
        name = "compare",
        description = "What a message costs, on Sluice and on what people use today, in the same run.",
        mixinStandardHelpOptions = true)
public final class Compare implements Callable<Integer> {

    /** What the others are divided by. */
    private static final ContenderName REFERENCE = ContenderName.NETTY;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--workload",
            split = ",",
            paramLabel = "NAME",
            description = "Of ${COMPLETION-CANDIDATES}; default: all.",
            completionCandidates = Workloads.Names.class)
    private List<String> workloads = Workloads.names();

    @Option(
            names = "--server",
            split = ",",
            paramLabel = "NAME",
            description = "Of ${COMPLETION-CANDIDATES}; default: all.")
    private List<ContenderName> servers = List.of(ContenderName.values());

    @Option(names = "--connections", defaultValue = "1000", description = "Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = "--bytes",
            defaultValue = "128",
            description = "Of a message, where the workload leaves it open; default: ${DEFAULT-VALUE}.")
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

    @Option(names = "--results", paramLabel = "FOLDER", description = "Where to leave latest.txt and latest.svg.")
    private @Nullable Path results;

    @Override
    public Integer call() throws IOException {
        Report report = new Report(spec.commandLine().getParseResult());
        report.line(Machine.describe());
        report.line(Cores.describe() + "; system calls counted by " + SystemCalls.describe());
        Cores.pinDriver();
        Series series = new Series(connections, bytes, rounds, seconds, warmUp, report::line);
        Map<Workload, Medians> medians = new LinkedHashMap<>();
        try (KeyStoreFile keys = new KeyStoreFile()) {
            for (String name : workloads) {
                Workload workload = Workloads.named(name);
                medians.put(workload, series.measure(workload, servers, keys));
            }
        }
        medians.forEach((workload, of) -> report.line("\n"
                + ResultTable.of(
                        workload.name() + ": " + workload.describe(), of, workload.compared(), REFERENCE.toString())));
        if (results != null) {
            report.write(results);
            Chart.write(medians, results);
        }
        return ExitCode.OK;
    }
}
