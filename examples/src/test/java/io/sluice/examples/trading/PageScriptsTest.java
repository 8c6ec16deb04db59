package io.sluice.examples.trading;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.examples.browser.RequiredCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests that the page's scripts have of their own, under Node.js. */
class PageScriptsTest {

    private static final Path SCRIPTS = Path.of("src", "test", "js");
    private static final long TIMEOUT_SECONDS = 50;

    @Test
    void theScriptsOfThePagePassTheirOwnTests(@TempDir Path folder) throws IOException, InterruptedException {
        Path node = RequiredCommand.find("node", "install Node.js 18 or newer (Debian: nodejs)");
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>(List.of(node.toString(), "--test"));
        command.addAll(scripts());

        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);

            assertThat(ended)
                    .as("ended in time; so far: %s", Files.readString(output))
                    .isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            assertThat(Files.readString(output))
                    .containsPattern("\\bpass [1-9]")
                    .containsPattern("\\bfail 0\\b");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** One by one: what Node.js makes of a folder differs between its versions. */
    private static List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            List<String> scripts = files.map(Path::toString)
                    .filter(name -> name.endsWith(".test.js"))
                    .sorted()
                    .toList();
            assertThat(scripts).isNotEmpty();
            return scripts;
        }
    }
}
