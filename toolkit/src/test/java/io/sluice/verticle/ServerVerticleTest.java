package io.sluice.verticle;

import static io.sluice.verticle.Done.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.feed.Retention;
import io.sluice.feed.Topic;
import io.sluice.feed.Topics;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Wait;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is deployed by its name. */
final class ServerVerticleTest {

    private static final String NAME = "io.sluice.verticle.ServerVerticle";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        done(vertx.close());
    }

    private static JsonObject config(String json) {
        return new JsonObject(json.replace('\'', '"')).put("port", 0);
    }

    private String deploy(int instances, String config) {
        return done(vertx.deployVerticle(
                NAME, new DeploymentOptions().setInstances(instances).setConfig(config(config))));
    }

    private int port() {
        assertThat(Node.of(vertx).ports()).hasSize(1);
        return Node.of(vertx).ports().iterator().next();
    }

    private JsonObject get(String path, int status) {
        try (RawPeer peer = RawPeer.open(port())) {
            String head = ask(peer, path);
            assertThat(head).startsWith("HTTP/1.1 " + status + " ");
            return new JsonObject(peer.readBody(head));
        }
    }

    private static String ask(RawPeer peer, String path) {
        peer.sendBytes(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return peer.readHead();
    }

    private String refused(String path) {
        try (RawPeer peer = RawPeer.open(port())) {
            peer.sendBytes(RawPeer.upgradeRequest(path, port()));
            return peer.readHead().lines().findFirst().orElseThrow();
        }
    }

    @Test
    void instancesShareAPortAndTheTopics() {
        deploy(3, "{'topics': {'chat': {'publish': true}}}");

        try (RawPeer one = RawPeer.connect(port(), "/topics/chat");
                RawPeer two = RawPeer.connect(port(), "/topics/chat");
                RawPeer three = RawPeer.connect(port(), "/topics/chat")) {
            Wait.until(() -> subscribers("chat") == 3);
            one.send(Frame.text("hello"));
            for (RawPeer peer : new RawPeer[] {one, two, three}) {
                assertThat(peer.read().text()).isEqualTo("hello");
            }
            two.send(Frame.binary((byte) 7));
            for (RawPeer peer : new RawPeer[] {one, two, three}) {
                assertThat(peer.read())
                        .satisfies(frame -> assertThat(frame.opcode()).isEqualTo(Frame.BINARY));
            }
        }
    }

    private Topic<Message> topic(String name) {
        Topics topics = done(Node.of(vertx).join());
        done(Node.of(vertx).leave());
        return topics.topic(TopicSettings.spec(name, Retention.standard()));
    }

    private long subscribers(String name) {
        return topic(name).counters().subscribers();
    }

    @Test
    void whatTheProcessPublishesGoesToItsClients() {
        deploy(1, "{'topics': {'a:b/c': {}}}");

        try (RawPeer peer = RawPeer.connect(port(), "/topics/a:b/c")) {
            Wait.until(() -> subscribers("a:b/c") == 1);
            Wait.result(topic("a:b/c").publish(Message.text("news")));
            assertThat(peer.read().text()).isEqualTo("news");
        }
    }

    @Test
    void aClientThatMayNotPublishIsClosedWhenItDoes() {
        deploy(1, "{'topics': {'news': {}}}");

        try (RawPeer peer = RawPeer.connect(port(), "/topics/news")) {
            peer.send(Frame.text("mine"));
            assertThat(peer.readClose().closeCode()).isEqualTo(CloseCode.POLICY_VIOLATION);
        }
    }

    @Test
    void aTopicThatIsNotListedIsNotThere() {
        deploy(1, "{'topics': {'news': {}}}");

        assertThat(refused("/topics/other")).startsWith("HTTP/1.1 404");
        assertThat(refused("/topics/")).startsWith("HTTP/1.1 404");
    }

    @Test
    void pagesAreServedFromAFolder(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("index.html"), "{\"page\": 1}");
        deploy(1, "{'pages': '" + folder + "'}");

        assertThat(get("/", 200).getInteger("page")).isEqualTo(1);
    }

    @Test
    void aWrongKeyFailsTheDeploymentInOneLine() {
        assertThatThrownBy(() -> deploy(2, "{'topic': {}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("Sluice configuration: unknown key topic; did you mean topics?");
        assertThat(Node.of(vertx).ports()).isEmpty();
        assertThat(Node.of(vertx).broker()).isNull();
    }

    @Test
    void verticlesOfOneVertxCannotDifferInTheirBroker() {
        deploy(1, "{}");

        assertThatThrownBy(() -> deploy(1, "{'cluster': {'dead': '40s'}}"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cluster differs");
    }

    @Test
    void aPortInUseIsSaid() {
        deploy(1, "{}");
        JsonObject same = new JsonObject().put("port", port()).put("host", "localhost");

        assertThatThrownBy(() -> done(vertx.deployVerticle(NAME, new DeploymentOptions().setConfig(same))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("choose another port");
    }

    @Test
    void itIsLiveAndReadyWithItsState() {
        deploy(2, "{}");

        assertThat(get("/health/live", 200).getString("status")).isEqualTo("UP");
        JsonObject ready = get("/health/ready", 200);
        assertThat(ready.getString("status")).isEqualTo("UP");
        assertThat(ready.getJsonArray("checks"))
                .contains(new JsonObject()
                        .put("id", "topics")
                        .put("status", "UP")
                        .put("data", new JsonObject().put("clustered", false)));
    }

    @Test
    void theStateCanBeKeptFromTheWeb() {
        deploy(1, "{'health': {'state': false}}");

        assertThat(get("/health/ready", 200)).isEqualTo(new JsonObject().put("status", "UP"));
    }

    @Test
    void whileItLeavesItIsNotReadyAndRefusesNewClientsAndServesThoseThereAre() {
        String id = deploy(2, "{'topics': {'chat': {'publish': true}}, 'leave': {'delay': '3s', 'timeout': '20s'}}");
        int port = port();

        try (RawPeer before = RawPeer.open(port);
                RawPeer other = RawPeer.open(port);
                RawPeer peer = RawPeer.connect(port, "/topics/chat")) {
            assertThat(ask(before, "/health/ready")).startsWith("HTTP/1.1 200");
            Wait.until(() -> subscribers("chat") == 1);
            Future<Void> undeployed = vertx.undeploy(id);
            Wait.until(() -> Node.of(vertx).ports().isEmpty());

            try (RawPeer late = RawPeer.open(port)) {
                String head = ask(late, "/health/ready");
                assertThat(head).startsWith("HTTP/1.1 503");
                JsonArray checks = new JsonObject(late.readBody(head)).getJsonArray("checks");
                assertThat(checks)
                        .contains(new JsonObject()
                                .put("id", "server")
                                .put("status", "DOWN")
                                .put("data", new JsonObject().put("leaving", true)));
            }
            other.sendBytes(RawPeer.upgradeRequest("/topics/chat", port));
            assertThat(other.readHead()).startsWith("HTTP/1.1 503").containsIgnoringCase("retry-after: 1");
            peer.send(Frame.text("still here"));
            assertThat(peer.read().text()).isEqualTo("still here");

            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            done(undeployed);
        }
    }

    @Test
    void aClientThatReadsNothingHoldsNobodyUpForLongerThanTheTimeout() {
        String id = deploy(
                1,
                "{'topics': {'flood': {'deliver': 'dropOldest'}}, 'limits': {'sendBuffer': '8KiB'},"
                        + " 'leave': {'timeout': '1s'}}");

        try (RawPeer stalled = RawPeer.connect(port(), "/topics/flood")) {
            Wait.until(() -> subscribers("flood") == 1);
            Topic<Message> flood = topic("flood");
            Message large = Message.text("x".repeat(100_000));
            for (int i = 0; i < 40; i++) {
                flood.publishUnanswered(large);
            }
            long start = System.nanoTime();
            done(vertx.undeploy(id));

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(Node.of(vertx).broker()).isNull();
        }
    }

    @Test
    void closingVertxClosesClientsWith1001() {
        deploy(2, "{'topics': {'news': {}}}");

        try (RawPeer peer = RawPeer.connect(port(), "/topics/news")) {
            Future<Void> closed = vertx.close();
            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            done(closed);
        }
    }

    @Test
    void afterTheLastHasLeftTheNextBeginsAnew() {
        String first = deploy(1, "{}");
        String second = deploy(1, "{}");
        done(vertx.undeploy(first));
        assertThat(Node.of(vertx).broker()).isNotNull();
        done(vertx.undeploy(second));
        assertThat(Node.of(vertx).broker()).isNull();

        deploy(1, "{'topics': {'news': {}}}");

        try (RawPeer peer = RawPeer.connect(port(), "/topics/news")) {
            Wait.until(() -> subscribers("news") == 1);
            Wait.result(topic("news").publish(Message.text("again")));
            assertThat(peer.read().text()).isEqualTo("again");
        }
    }

    @Test
    void clientsOfTheFeedGetTopicsAndAreToldBeforeTheServerGoes() {
        String deployment = deploy(2, "{'topics': {'chat': {'publish': true}}}");

        try (RawPeer talker = RawPeer.connect(port(), "/topics/chat");
                RawPeer client = RawPeer.connect(port(), "/feed", "Sec-WebSocket-Protocol: sluice.v1")) {
            client.send(Frame.text("{'type':'hello'}".replace('\'', '"')));
            assertThat(type(client)).isEqualTo("welcome");
            client.send(Frame.text("{'type':'subscribe','id':1,'topic':'chat','credit':9}".replace('\'', '"')));
            assertThat(type(client)).isEqualTo("subscribed");
            client.send(Frame.text("{'type':'subscribe','id':2,'topic':'secret','credit':9}".replace('\'', '"')));
            assertThat(type(client)).isEqualTo("error");
            Wait.until(() -> subscribers("chat") == 1);
            talker.send(Frame.text("hello"));
            assertThat(new JsonObject(client.read().text()).getString("text")).isEqualTo("hello");

            Future<Void> gone = vertx.undeploy(deployment);
            assertThat(type(client)).isEqualTo("goaway");
            assertThat(client.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
            done(gone);
        }
    }

    private static String type(RawPeer client) {
        return new JsonObject(client.read().text()).getString("type");
    }

    @Test
    void pagesGetTheClientOfTheFeedFromTheServer() {
        deploy(1, "{'topics': {'chat': {}}}");
        try (RawPeer browser = RawPeer.open(port())) {
            String head = ask(browser, "/feed/client/sluice-feed.mjs");
            assertThat(head).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-type: text/javascript");
            assertThat(browser.readBody(head)).contains("export function connect(");
        }
    }

    @Test
    void whatClientsPublishIsNotTakenForJson() {
        assertThatThrownBy(() -> deploy(1, "{'topics': {'chat': {'publish': true, 'json': true}}}"))
                .hasMessageContaining("topics.chat.json must be false where clients publish");
    }
}
