package io.sluice.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The documents show the examples as they are compiled. In a document a comment names file and region,
 * {@code <!-- hello/Hello.java#greet -->}, and a block of Java follows; in the file the region lies between
 * {@code // snippet: greet} and {@code // end}.
 */
class DocumentedCodeTest {

    private static final Path DOCUMENTS = Path.of("..");
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "sluice", "examples");
    private static final Pattern SNIPPET =
            Pattern.compile("<!-- (\\S+\\.java)#(\\w+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MARK = Pattern.compile("<!-- \\S+#\\w+ -->");
    private static final Pattern JAVA = Pattern.compile("^```java$", Pattern.MULTILINE);
    private static final Pattern COMMAND = Pattern.compile("\\b(io\\.sluice\\.examples(?:\\.[a-z]+)*\\.[A-Z]\\w+)\\b");

    @Test
    void everySnippetIsTheRegionOfTheFileItNames() throws IOException {
        for (Path document : List.of(DOCUMENTS.resolve("README.md"), DOCUMENTS.resolve("docs/examples.md"))) {
            String text = Files.readString(document);
            List<MatchResult> snippets = SNIPPET.matcher(text).results().toList();

            assertThat(snippets)
                    .as(document + " has snippets, each right below its mark")
                    .isNotEmpty();
            assertThat(snippets).hasSize((int) MARK.matcher(text).results().count());
            for (MatchResult snippet : snippets) {
                assertThat(snippet.group(3))
                        .as("%s: %s#%s", document, snippet.group(1), snippet.group(2))
                        .isEqualTo(region(snippet.group(1), snippet.group(2)));
            }
        }
    }

    @Test
    void thePageOnExamplesHasNoOtherJavaThanThat() throws IOException {
        String text = Files.readString(DOCUMENTS.resolve("docs/examples.md"));

        assertThat(SNIPPET.matcher(text).results().count())
                .isEqualTo(JAVA.matcher(text).results().count());
    }

    @Test
    void everyExampleHasItsCommandInTheDocumentsAndEveryCommandItsExample() throws Exception {
        String readme = Files.readString(DOCUMENTS.resolve("README.md"));
        String page = Files.readString(DOCUMENTS.resolve("docs/examples.md"));

        for (String name :
                List.of("hello.Hello", "echo.Echo", "chat.Chat", "game.Game", "reconnect.Reconnect", "slow.Slow")) {
            assertThat(page).contains("java -cp examples/target/trading-feed.jar io.sluice.examples." + name + "\n");
        }
        for (MatchResult command : Stream.of(readme, page)
                .flatMap(text -> COMMAND.matcher(text).results())
                .toList()) {
            assertThat(Class.forName(command.group(1)).getMethod("main", String[].class))
                    .isNotNull();
        }
    }

    /** The lines between the marks, moved to the left. */
    private static String region(String file, String name) throws IOException {
        List<String> lines = Files.readAllLines(SOURCES.resolve(file));
        int start = lines.stream().map(String::strip).toList().indexOf("// snippet: " + name);
        assertThat(start).as("the region " + name + " of " + file).isNotNegative();
        List<String> region = lines.subList(start + 1, lines.size()).stream()
                .takeWhile(line -> !line.strip().equals("// end"))
                .toList();
        return String.join("\n", region).stripIndent() + "\n";
    }
}
