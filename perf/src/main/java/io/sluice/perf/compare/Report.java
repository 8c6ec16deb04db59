package io.sluice.perf.compare;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.ParseResult;

/** What a run printed, to be kept: with the day, the commit and the command it was made by. */
final class Report {

    private final List<String> lines = new ArrayList<>();

    Report(ParseResult arguments) {
        line(LocalDate.now(java.time.ZoneOffset.UTC) + ", commit " + commit()
                + ": java -jar perf/target/perf.jar load compare "
                + String.join(
                        " ",
                        arguments.originalArgs().stream()
                                .filter(argument -> !argument.equals("load") && !argument.equals("compare"))
                                .toList()));
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

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("latest.txt"), lines);
    }
}
