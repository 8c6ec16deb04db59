package io.sluice.perf.compare;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server has one core and the driver another, where there are two and {@code taskset} to say so. */
final class Cores {

    private static final boolean APART = Runtime.getRuntime().availableProcessors() > 1 && hasTaskset();

    private Cores() {}

    private static boolean hasTaskset() {
        try {
            return run("taskset", "--version");
        } catch (IOException none) {
            return false;
        }
    }

    private static boolean run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What a command has to begin with to run where servers do. */
    static List<String> forServer() {
        return APART ? List.of("taskset", "-c", "0") : List.of();
    }

    /** Moves this process, with all the threads it has and will have, to the other core. */
    static void pinDriver() throws IOException {
        if (APART) {
            boolean unused = run(
                    "taskset",
                    "-a",
                    "-c",
                    "-p",
                    "1",
                    String.valueOf(ProcessHandle.current().pid()));
        }
    }

    static String describe() {
        return APART ? "server on core 0, driver on core 1" : "server and driver on any core";
    }
}
