package io.sluice.perf.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.perf.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is printed about one workload, and kept as {@code NAME.txt} and {@code NAME.png} as soon as it has been measured: with
 * the day, the commit, the command and the machine. What a folder holds of other workloads stays.
 */
final class Report {

    private final List<String> lines = new ArrayList<>();

    /** @param run what all workloads of a run have in common, see {@link #describeRun} */
    Report(String run) {
        line(run);
    }

    /** To be asked for before the run leaves files, and before it is down to one core. */
    static String describeRun(List<String> arguments) {
        return LocalDate.now(ZoneOffset.UTC) + ", commit " + commit() + ": java -jar perf/target/perf.jar "
                + String.join(" ", arguments) + "\n" + Machine.describe() + "\n" + Cores.describe()
                + "; system calls counted by " + SystemCalls.describe();
    }

    /** As git has it; with a plus where files differ from it. */
    private static String commit() {
        String head = git("rev-parse", "--short", "HEAD");
        return head.isEmpty()
                ? "unknown"
                : head + (git("status", "--porcelain", "--untracked-files=no").isEmpty() ? "" : "+");
    }

    private static String git(String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
            return process.waitFor() == 0 ? text : "";
        } catch (IOException none) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    void line(String line) {
        System.out.println(line);
        lines.add(line);
    }

    /** The table, and the files if there is a folder for them. */
    void finish(Workload workload, Medians medians, String reference, @Nullable Path folder) throws IOException {
        String title = workload.name() + ": " + workload.describe();
        line("\n" + ResultTable.of(title, medians, workload.compared(), reference));
        if (folder != null) {
            Files.createDirectories(folder);
            Files.write(folder.resolve(workload.name() + ".txt"), lines);
            Chart.write(workload, medians, folder.resolve(workload.name() + ".png"));
        }
    }
}
