package io.sluice.perf.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs jcstress, in a process of its own, since it leaves files where it is started. Its own help does not work with the
 * option parser that JMH needs: what is mostly wanted is an option here, and the rest is passed on.
 */
@Command(
        name = "stress",
        description =
                "Races publish, request, join and leave against each other (jcstress); a minute or two by default.",
        mixinStandardHelpOptions = true)
public final class StressCommand implements Callable<Integer> {

    @Option(
            names = "--test",
            defaultValue = "io.sluice.perf.stress",
            description = "What the names of the races begin with or match, a regular expression; default: all.")
    private String test = "";

    @Option(
            names = "--long",
            description =
                    "Many JVMs, compilers and placements on the cores, in jcstress's default mode: takes many minutes.")
    private boolean thorough;

    @Option(
            names = "--results",
            defaultValue = "perf/target/jcstress",
            description = "Folder for the report, default: ${DEFAULT-VALUE}.")
    private Path results = Path.of("");

    @Parameters(description = "More arguments for jcstress, after --.")
    private List<String> more = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Files.createDirectories(results);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                // The jar, or the folder of classes and the jars of an IDE: as seen from another folder.
                absolute(System.getProperty("java.class.path")),
                "org.openjdk.jcstress.Main",
                "-t",
                test));
        if (!thorough) {
            // One kind of JVM, named, or else there would be eight: better some seconds of one than a glance at each.
            command.addAll(List.of("-m", "quick", "-f", "1", "-iters", "3", "-time", "250"));
            command.addAll(List.of("-sc", "false", "-af", "NONE", "-jvmArgs", "-Xmx512m"));
        }
        command.addAll(more);
        Process jcstress = new ProcessBuilder(command)
                .directory(results.toFile())
                .inheritIO()
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(jcstress)));
        return jcstress.waitFor();
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    private static String absolute(String classPath) {
        String separator = System.getProperty("path.separator");
        return List.of(classPath.split(separator, -1)).stream()
                .map(element -> Path.of(element).toAbsolutePath().toString())
                .reduce((before, after) -> before + separator + after)
                .orElseThrow();
    }
}
