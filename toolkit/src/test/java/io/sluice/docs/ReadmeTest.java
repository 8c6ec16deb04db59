package io.sluice.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.sluice.connection.Connection;
import io.sluice.docs.ReadmeSnippets.Log;
import io.sluice.docs.ReadmeSnippets.Quote;
import io.sluice.message.Message;
import io.sluice.server.WebSocketEndpoint;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README and the page on the client show is what compiles, and does what it says. */
final class ReadmeTest {

    /** Blocks of Java without a mark above them: those with one are compared with the examples, by their own tests. */
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?<! -->\\n)```java\\n(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @CsvSource({"README.md, ReadmeSnippets.java, 2", "docs/client.md, ClientSnippets.java, 1"})
    void theCodeOfADocumentIsTheCodeThatIsCompiled(String document, String file, int count) throws IOException {
        String compiled = unspaced(Files.readString(Path.of("src/test/java/io/sluice/docs", file)));
        List<String> blocks = JAVA_BLOCK
                .matcher(Files.readString(Path.of("..", document)))
                .results()
                .map(block -> block.group(1))
                .toList();

        assertThat(blocks).hasSize(count);
        assertThat(blocks).allSatisfy(block -> assertThat(compiled).contains(unspaced(block)));
    }

    @Test
    void aQuoteReachesTheClientOfTheReadme() {
        Vertx vertx = Vertx.vertx();
        PublishProcessor<Quote> source = PublishProcessor.create();
        Queue<Object> log = new ConcurrentLinkedQueue<>();
        try {
            HttpServer server = ReadmeSnippets.serve(vertx, 0, source).await();
            Disposable following = ReadmeSnippets.follow(vertx, server.actualPort(), new Log(log::add));

            await().untilAsserted(() -> {
                boolean unused = source.offer(new Quote("ETHUSDT", "2683.80"));
                assertThat(log).isNotEmpty();
            });

            assertThat(log.peek()).asString().contains("{\"symbol\":\"ETHUSDT\",\"price\":\"2683.80\"}");
            following.dispose();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void bothWaysOfThePageOnTheClientConnect() {
        WebSocketEndpoint welcome = WebSocketEndpoint.of(connection -> connection.send(Message.text("welcome")))
                .withSubprotocols("quotes.v1");
        try (TestServer server = TestServer.routing(
                TestServer.transport(), (any, router) -> router.route("/").handler(welcome))) {
            ClientSnippets.Ways ways = ClientSnippets.ways(server.vertx(), server.uri());

            Connection once = Wait.result(ways.once());
            assertThat(once.subprotocol()).isEqualTo("quotes.v1");
            assertThat(Wait.result(ways.again().concatMap(Connection::messages).firstOrError()))
                    .isEqualTo(Message.text("welcome"));
        }
    }

    /** Lines may be broken differently, and what the README ends with, compiled code returns. */
    private static String unspaced(String code) {
        return code.replaceAll("\\breturn\\b|\\s+", "");
    }
}
