package io.sluice.verticle;

import static io.sluice.verticle.Done.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.feed.Retention;
import io.sluice.server.ConnectionLimits;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be written in a configuration, and what is said of what may not. */
final class ServerConfigTest {

    private static Vertx vertx = Vertx.vertx();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        done(vertx.close());
    }

    private static ServerConfig read(String json) {
        return ServerConfig.read(new JsonObject(json.replace('\'', '"')));
    }

    @Test
    void anEmptyOneHasTheDefaults() {
        ServerConfig config = read("{}");

        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.topics()).isEmpty();
        assertThat(config.health()).isEqualTo(new ServerConfig.Health(true, true));
        assertThat(config.leave()).isEqualTo(new ServerConfig.Leave(Duration.ZERO, Duration.ofSeconds(20)));
        assertThat(config.options().quota().limits()).isEqualTo(ConnectionLimits.DEFAULT);
        assertThat(config.broker()).isEqualTo(BrokerSettings.standard());
    }

    @Test
    void timesAndBytesHaveTheirUnit() {
        ServerConfig config = read("{'leave': {'delay': '500ms', 'timeout': '2m'}, 'limits': {'messageBytes': '64KiB'},"
                + " 'cluster': {'historyBytes': 1000}}");

        assertThat(config.leave().delay()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.leave().timeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(config.options().connection().maxMessageBytes()).isEqualTo(65_536);
        assertThat(config.broker().historyBytes()).isEqualTo(1_000);
    }

    @Test
    void aTopicWithoutKeysHasTheDefaults() {
        ServerConfig config =
                read("{'topics': {'quotes': null, 'chat/a': {'publish': true, 'history': {'count': 3}}}}");

        assertThat(config.topics()).containsOnlyKeys("quotes", "chat/a");
        assertThat(config.topics().get("quotes")).satisfies(quotes -> {
            assertThat(quotes.publish()).isFalse();
            assertThat(quotes.spec().config().retention()).isEqualTo(Retention.standard());
        });
        assertThat(config.topics().get("chat/a")).satisfies(chat -> {
            assertThat(chat.publish()).isTrue();
            assertThat(chat.spec().config().retention().count()).isEqualTo(3);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'prot': 1}|unknown key prot; did you mean port?",
                "{'leave': {'time-out': '1s'}}|unknown key leave.time-out; did you mean timeout?",
                "{'topics': {'q': {'delivr': 'latest'}}}|unknown key topics.q.delivr; did you mean deliver?",
                "{'health': {'xyz': 1}}|unknown key health.xyz; known here are enabled, state",
                "{'port': '80'}|port must be a whole number from 0 to 65535, not \"80\"",
                "{'port': 70000}|port must be a whole number from 0 to 65535, not 70000",
                "{'port': null}|port has no value; it must be a whole number from 0 to 65535, or be left out",
                "{'host': ''}|host must be a text that is not empty, not \"\"",
                "{'limits': 3}|limits must be keys with their values, not 3",
                "{'health': {'enabled': 'yes'}}|health.enabled must be true or false, not \"yes\"",
                "{'leave': {'timeout': 20}}|leave.timeout must be a time with its unit, such as 500ms, 20s or 2m, from 100ms to 3600s, not 20",
                "{'leave': {'delay': '20s'}}|leave.delay must be shorter than leave.timeout, which is for all of it",
                "{'cluster': {'dead': '1s'}}|cluster.dead must be longer than suspect: a node is suspected before it is given up",
                "{'limits': {'messageBytes': '1MB'}}|limits.messageBytes must be a number of bytes, such as 65536, 64KiB or 16MiB, from 1 to 67108864, not \"1MB\"",
                "{'limits': {'messageBytes': '999999999999GiB'}}|limits.messageBytes must be a number of bytes, such as 65536, 64KiB or 16MiB, from 1 to 67108864, not \"999999999999GiB\"",
                "{'topics': {'q': {'deliver': 'all'}}}|topics.q.deliver must be one of disconnect, latest, dropOldest, dropNewest, not \"all\"",
                "{'origins': [1]}|origins must be a list of texts, not [1]",
                "{'tls': {'key': 'k.pem'}}|tls.certificate is missing; it must be a text that is not empty",
            })
    void whatIsWrongIsSaidInOneLine(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Sluice configuration: " + message);
    }

    @Test
    void aTopicCannotHaveAnyName() {
        assertThatThrownBy(() -> read("{'topics': {'a b': {}}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("topics.a b cannot be the name of a topic")
                .hasMessageNotContaining("\n");
    }

    private static JsonObject resolve(JsonObject deployed) {
        return done(ConfigFile.resolve(vertx, deployed));
    }

    @Test
    void aFileIsJsonOrYamlAndTheDeploymentsOwnKeysComeFirst(@TempDir Path folder) throws IOException {
        Path json = Files.writeString(folder.resolve("a.json"), "{\"port\": 1, \"leave\": {\"timeout\": \"3s\"}}");
        Path yaml = Files.writeString(folder.resolve("a.yaml"), "port: 1\nleave:\n  timeout: 3s\n");

        for (Path file : new Path[] {json, yaml}) {
            JsonObject deployed =
                    new JsonObject().put("file", file.toString()).put("leave", new JsonObject().put("delay", "1s"));

            assertThat(ServerConfig.read(resolve(deployed))).satisfies(config -> {
                assertThat(config.port()).isEqualTo(1);
                assertThat(config.leave())
                        .isEqualTo(new ServerConfig.Leave(Duration.ofSeconds(1), Duration.ofSeconds(3)));
            });
        }
    }

    @Test
    void aListOfYamlIsAList(@TempDir Path folder) throws IOException {
        Path yaml =
                Files.writeString(folder.resolve("a.yml"), "origins:\n  - https://a.example\n  - https://b.example\n");

        Section section = Section.root(resolve(new JsonObject().put("file", yaml.toString())));

        assertThat(section.texts("origins", List.of())).containsExactly("https://a.example", "https://b.example");
        section.end();
    }

    @ParameterizedTest
    @CsvSource({"a.json, '{\"port\": '", "a.yaml, 'port: [1'", "b.yaml, 'just text'"})
    void aFileThatCannotBeReadIsNamed(String name, String content, @TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);

        assertThatThrownBy(() -> resolve(new JsonObject().put("file", file.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(file + " is no ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> resolve(new JsonObject().put("file", "none.yaml")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("there is no file none.yaml");
    }
}
