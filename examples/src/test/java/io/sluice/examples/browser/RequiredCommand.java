package io.sluice.examples.browser;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program that a test needs and not every workstation has. Without it the test is skipped, but where the environment says
 * {@code CI=true} it fails: there a skipped test would be taken for a passed one.
 */
public final class RequiredCommand {

    private final Map<String, String> environment;

    RequiredCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Where the program is; {@code hint} says how to get it. */
    public static Path find(String name, String hint) {
        return new RequiredCommand(System.getenv()).locate(name, hint);
    }

    Path locate(String name, String hint) {
        return Stream.of(environment.getOrDefault("PATH", "").split(Pattern.quote(File.pathSeparator)))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> missing("there is no " + name + " on the PATH: " + hint));
    }

    private Path missing(String message) {
        if ("true".equals(environment.get("CI"))) {
            return fail("CI=true, and " + message);
        }
        return abort(message);
    }
}
