package io.sluice.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** How many sockets a process may have. A JVM goes up to the hard limit by itself; only the privileged go beyond. */
public final class Descriptors {

    /** For what a process opens besides the sockets that are counted: libraries, event loops, pipes. */
    private static final int OTHERS = 96;

    private Descriptors() {}

    /**
     * Tries to let this process and those it starts have {@code wanted} sockets each, and says how many they can have, up to
     * as many.
     */
    public static int raise(int wanted) throws IOException, InterruptedException {
        if (hardLimit() < wanted + OTHERS) {
            int limit = wanted + OTHERS;
            Process prlimit = new ProcessBuilder(
                            "prlimit", "--pid=" + ProcessHandle.current().pid(), "--nofile=" + limit + ":" + limit)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            prlimit.waitFor(5, TimeUnit.SECONDS);
        }
        return (int) Math.min(wanted, hardLimit() - OTHERS);
    }

    /** For open files of one process. */
    public static long hardLimit() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.filter(line -> line.startsWith("Max open files"))
                    .map(line -> line.replaceAll(" {2,}", "\t").split("\t", -1)[2])
                    .mapToLong(limit -> limit.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(limit))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
