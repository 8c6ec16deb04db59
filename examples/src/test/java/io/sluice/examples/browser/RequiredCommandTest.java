package io.sluice.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class RequiredCommandTest {

    @TempDir
    private Path folder;

    @Test
    void aCommandOnThePathIsFound() throws IOException {
        Path command = Files.createFile(folder.resolve("browser"));
        assertThat(command.toFile().setExecutable(true)).isTrue();

        assertThat(with("CI", "true").locate("browser", "install it")).isEqualTo(command);
    }

    @Test
    void withoutTheCommandATestIsSkippedOnAWorkstation() {
        assertThatThrownBy(() -> with("USER", "me").locate("browser", "install it"))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("there is no browser on the PATH: install it");
    }

    @Test
    void withoutTheCommandATestFailsInContinuousIntegration() {
        assertThatThrownBy(() -> with("CI", "true").locate("browser", "install it"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("there is no browser on the PATH: install it");
    }

    private RequiredCommand with(String name, String value) {
        return new RequiredCommand(Map.of("PATH", folder.toString(), name, value));
    }
}
