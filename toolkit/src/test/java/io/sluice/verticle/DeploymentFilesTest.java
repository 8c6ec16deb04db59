package io.sluice.verticle;

import static io.sluice.verticle.Done.done;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.FileSystemXmlConfig;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** The files of the pages on deployment are what they claim to be, and nodes accept their configurations. */
final class DeploymentFilesTest {

    private static final Path FOLDER = Path.of("..", "docs", "deploy");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private JsonObject configuration(Path file) {
        return done(ConfigFile.resolve(vertx, new JsonObject().put("file", file.toString())));
    }

    private static List<JsonObject> documents(String name) throws IOException {
        List<JsonObject> documents = new ArrayList<>();
        try (Reader text = Files.newBufferedReader(FOLDER.resolve(name))) {
            for (Object document : new Yaml().loadAll(text)) {
                @SuppressWarnings("unchecked") // whose keys are texts
                Map<String, Object> keys = (Map<String, Object>) document;
                documents.add(new JsonObject(keys));
            }
        }
        return documents;
    }

    @ParameterizedTest
    @ValueSource(strings = {"server.yaml", "node.yaml"})
    void serversAcceptTheirs(String name) {
        assertThat(ServerConfig.read(configuration(FOLDER.resolve(name))).topics())
                .containsOnlyKeys("chat", "quotes");
    }

    @Test
    void feedsAcceptTheirs() {
        assertThat(FeedConfig.read(configuration(FOLDER.resolve("feed.yaml"))).feeds())
                .containsOnlyKeys("quotes");
    }

    @Test
    void theComposeFileHasThreeNodesThatMayLeaveInTime() throws IOException {
        JsonObject services = documents("compose.yaml").get(0).getJsonObject("services");

        assertThat(services.fieldNames()).containsExactlyInAnyOrder("node1", "node2", "node3");
        for (String node : services.fieldNames()) {
            String grace = services.getJsonObject(node).getString("stop_grace_period");
            assertThat(Long.parseLong(grace.replace("s", ""))).isGreaterThan(leaveSeconds());
        }
    }

    private long leaveSeconds() {
        return ServerConfig.read(configuration(FOLDER.resolve("node.yaml")))
                .leave()
                .timeout()
                .toSeconds();
    }

    @Test
    void theManifestsHaveTheNodesConfigurationAndTimeToLeave() throws IOException {
        List<JsonObject> manifests = documents("kubernetes.yaml");

        assertThat(manifests)
                .extracting(manifest -> manifest.getString("kind"))
                .containsExactly("Service", "Service", "ConfigMap", "StatefulSet", "PodDisruptionBudget");
        String node = manifests.get(2).getJsonObject("data").getString("node.yaml");
        JsonObject same = configuration(FOLDER.resolve("node.yaml"));
        assertThat(new JsonObject(new Yaml().<Map<String, Object>>load(node))).isEqualTo(same);
        JsonObject pod =
                manifests.get(3).getJsonObject("spec").getJsonObject("template").getJsonObject("spec");
        assertThat(pod.getInteger("terminationGracePeriodSeconds").longValue()).isGreaterThan(leaveSeconds());
        JsonObject container = pod.getJsonArray("containers").getJsonObject(0);
        assertThat(container
                        .getJsonObject("readinessProbe")
                        .getJsonObject("httpGet")
                        .getString("path"))
                .isEqualTo("/health/ready");
        assertThat(manifests.get(0).getJsonObject("spec").getString("clusterIP"))
                .isEqualTo("None");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hazelcast-compose.xml", "hazelcast-kubernetes.xml"})
    void hazelcastReadsItsFile(String name) throws Exception {
        assertThat(new FileSystemXmlConfig(FOLDER.resolve(name).toFile())
                        .getNetworkConfig()
                        .getJoin()
                        .getMulticastConfig()
                        .isEnabled())
                .isFalse();
    }
}
