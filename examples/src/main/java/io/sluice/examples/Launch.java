package io.sluice.examples;

import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;

/** How the examples are started and stopped: what goes wrong is told in one line, and Ctrl-C says goodbye first. */
public final class Launch {

    private static final long GOODBYE_MILLIS = 1_000;

    private Launch() {}

    /** The command as it is run from a shell, with its exit code. */
    public static CommandLine commandLine(Object command) {
        return new CommandLine(command)
                .setParameterExceptionHandler((wrong, arguments) ->
                        refuse(wrong.getCommandLine(), wrong.getMessage() + ". Try --help", CommandLine.ExitCode.USAGE))
                .setExecutionExceptionHandler((failure, line, parsed) -> refuse(
                        line,
                        Objects.requireNonNullElse(failure.getMessage(), failure.toString()),
                        CommandLine.ExitCode.SOFTWARE));
    }

    private static int refuse(CommandLine command, String why, int exitCode) {
        command.getErr().println(why.replaceAll("\\s*\\R\\s*", " "));
        command.getErr().flush();
        return exitCode;
    }

    /** Closes {@code vertx} when the process is told to end: clients see a close frame with 1001, not a cut connection. */
    public static void closeOnExit(Vertx vertx) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(vertx), "shutdown"));
    }

    private static void close(Vertx vertx) {
        try {
            vertx.close().await(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            // Whoever has not answered by now is cut off with the process.
        }
    }
}
