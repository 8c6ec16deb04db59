package io.sluice.perf;

import io.sluice.perf.cluster.ClusterCommand;
import io.sluice.perf.cluster.ClusterNodeCommand;
import io.sluice.perf.compare.Compare;
import io.sluice.perf.hub.HubCommand;
import io.sluice.perf.load.ManyReaders;
import io.sluice.perf.load.Serve;
import io.sluice.perf.load.StalledReader;
import io.sluice.perf.operators.OperatorsCommand;
import io.sluice.perf.serve.ServeContender;
import io.sluice.perf.stress.StressCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** The command line of the jar: each way to measure is a command. */
@Command(
        name = "perf",
        description = "What the toolkit costs.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            Perf.Jmh.class,
            StressCommand.class,
            HubCommand.class,
            OperatorsCommand.class,
            Perf.Load.class,
            Serve.class,
            ServeContender.class,
            ClusterCommand.class,
            ClusterNodeCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Perf {

    /** Microbenchmarks. */
    @Command(name = "jmh", description = "Runs microbenchmarks; takes the arguments of JMH, -h lists them.")
    static final class Jmh implements Callable<Integer> {

        @Unmatched
        private final List<String> arguments = new ArrayList<>();

        @Override
        public Integer call() throws Exception {
            org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
            return CommandLine.ExitCode.OK;
        }
    }

    /** Scenarios over real sockets. */
    @Command(
            name = "load",
            description = "Runs a scenario over real sockets on this machine's loopback.",
            synopsisSubcommandLabel = "SCENARIO",
            subcommands = {Compare.class, ManyReaders.class, StalledReader.class})
    static final class Load {}

    private Perf() {}

    public static void main(String[] arguments) {
        int code = new CommandLine(new Perf())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments);
        if (code != CommandLine.ExitCode.OK) {
            System.exit(code);
        }
    }
}
