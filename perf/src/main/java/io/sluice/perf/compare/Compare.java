package io.sluice.perf.compare;

import io.sluice.perf.serve.ContenderName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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

    @Option(names = "--results", paramLabel = "FOLDER", description = "Where to leave WORKLOAD.txt and WORKLOAD.png.")
    private @Nullable Path results;

    @Override
    public Integer call() throws IOException {
        List<Workload> chosen = chosen();
        String run = Report.describeRun(spec.commandLine().getParseResult().originalArgs());
        Cores.pinDriver();
        try (KeyStoreFile keys = new KeyStoreFile()) {
            for (Workload workload : chosen) {
                Report report = new Report(run);
                Series series = new Series(connections, bytes, rounds, seconds, warmUp, report::line);
                Medians medians = series.measure(workload, servers, keys);
                report.finish(workload, medians, REFERENCE.toString(), results);
            }
        }
        return ExitCode.OK;
    }

    private List<Workload> chosen() {
        try {
            return workloads.stream().map(Workloads::named).toList();
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(spec.commandLine(), unknown.getMessage(), unknown);
        }
    }
}
