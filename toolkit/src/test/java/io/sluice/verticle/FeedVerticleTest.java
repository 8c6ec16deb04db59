package io.sluice.verticle;

import static io.sluice.verticle.Done.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.message.Message;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.test.fakecluster.FakeClusterManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Topics that come from another server's WebSockets, on one node and on two. */
final class FeedVerticleTest {

    private final List<Vertx> nodes = new ArrayList<>();
    private final Set<Connection> upstream = ConcurrentHashMap.newKeySet();
    private final TestServer exchange = TestServer.of(connection -> {
        upstream.add(connection);
        return Completable.fromSingle(connection.closed().doOnSuccess(status -> upstream.remove(connection)));
    });

    @BeforeEach
    void forgetEarlierClusters() {
        FakeClusterManager.reset();
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> done(node.close()));
        exchange.close();
    }

    private Vertx alone() {
        Vertx vertx = Vertx.vertx();
        nodes.add(vertx);
        return vertx;
    }

    private Vertx clustered() {
        VertxOptions options = new VertxOptions().setEventBusOptions(new EventBusOptions().setHost("127.0.0.1"));
        Vertx vertx = done(Vertx.builder()
                .with(options)
                .withClusterManager(new FakeClusterManager())
                .buildClustered());
        nodes.add(vertx);
        return vertx;
    }

    private static String deploy(Vertx vertx, String name, int instances, JsonObject config) {
        return done(vertx.deployVerticle(
                "io.sluice.verticle." + name,
                new DeploymentOptions().setInstances(instances).setConfig(config)));
    }

    private static String serve(Vertx vertx) {
        return deploy(
                vertx,
                "ServerVerticle",
                1,
                new JsonObject().put("port", 0).put("topics", new JsonObject().putNull("quotes")));
    }

    private String feed(Vertx vertx, int instances) {
        JsonObject feed = new JsonObject()
                .put("from", "ws://127.0.0.1:" + exchange.port() + "/")
                .put("linger", "0s");
        return deploy(
                vertx, "FeedVerticle", instances, new JsonObject().put("feeds", new JsonObject().put("quotes", feed)));
    }

    private static RawPeer client(Vertx vertx) {
        return RawPeer.connect(Node.of(vertx).ports().iterator().next(), "/topics/quotes");
    }

    private void quote(String text) {
        upstream.forEach(
                connection -> assertThat(connection.trySend(Message.text(text))).isNotNull());
    }

    @Test
    void oneOfTheInstancesIsConnectedWhileSomebodyListens() {
        Vertx vertx = alone();
        serve(vertx);
        feed(vertx, 3);
        assertThat(upstream).isEmpty();

        try (RawPeer peer = client(vertx)) {
            Wait.until(() -> upstream.size() == 1);
            quote("1.10");
            assertThat(peer.read().text()).isEqualTo("1.10");
            Wait.during(java.time.Duration.ofMillis(300), () -> upstream.size() == 1);
        }
    }

    @Test
    void whatAFeedOfOneNodeBringsTheClientsOfAnotherGetAndAnotherGoesOn() {
        Vertx one = clustered();
        Vertx two = clustered();
        serve(one);
        String feeding = feed(one, 1);
        serve(two);

        try (RawPeer peer = client(two)) {
            Wait.until(() -> upstream.size() == 1);
            quote("1.10");
            assertThat(peer.read().text()).isEqualTo("1.10");

            Connection first = upstream.iterator().next();
            feed(two, 1);
            done(one.undeploy(feeding));

            Wait.until(() -> upstream.size() == 1 && !upstream.contains(first));
            quote("1.20");
            assertThat(peer.read().text()).isEqualTo("1.20");
        }
    }

    @Test
    void healthTellsTheNodeItsPeersAndWhoIsSuspected() {
        Vertx one = clustered();
        Vertx two = clustered();
        serve(one);
        serve(two);

        Wait.untilAsserted(() -> {
            JsonObject state = clusterState(one);
            assertThat(state.getBoolean("clustered")).isTrue();
            assertThat(state.getJsonArray("peers"))
                    .containsExactly(clusterState(two).getString("node"));
            assertThat(state.getJsonArray("suspected")).isEmpty();
            assertThat(state.getInteger("topicsOwned")).isNotNull();
        });
    }

    private static JsonObject clusterState(Vertx vertx) {
        try (RawPeer peer = RawPeer.open(Node.of(vertx).ports().iterator().next())) {
            peer.sendBytes("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return new JsonObject(peer.readBody(peer.readHead()))
                    .getJsonArray("checks").stream()
                            .map(JsonObject.class::cast)
                            .filter(check -> check.getString("id").equals("topics"))
                            .map(check -> check.getJsonObject("data"))
                            .findFirst()
                            .orElseThrow();
        }
    }

    @Test
    void aFeedNeedsAnAddress() {
        Vertx vertx = alone();

        for (String wrong : List.of("http://a.example", "quotes")) {
            JsonObject feeds = new JsonObject().put("quotes", new JsonObject().put("from", wrong));
            assertThatThrownBy(() -> deploy(vertx, "FeedVerticle", 1, new JsonObject().put("feeds", feeds)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("feeds.quotes.from must be an address of a WebSocket");
        }
        assertThatThrownBy(() -> deploy(vertx, "FeedVerticle", 1, new JsonObject()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("feeds is missing");
    }
}
