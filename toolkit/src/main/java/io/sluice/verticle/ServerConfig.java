package io.sluice.verticle;

import io.sluice.connection.ConnectionOptions;
import io.sluice.server.ConnectionLimits;
import io.sluice.server.OriginPolicy;
import io.sluice.server.ServerOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.AllowForwardHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ServerVerticle} is set up with, checked.
 *
 * @param options for all instances of one deployment: they count connections together
 * @param pages folder, or place on the class path, of static pages; empty for none
 * @param health what is told of the node's health
 */
record ServerConfig(
        String host,
        int port,
        ServerOptions options,
        String pages,
        Health health,
        Leave leave,
        Feed feed,
        BrokerSettings broker,
        Map<String, TopicSettings> topics) {

    /**
     * @param state whether the cluster's state is told, or only up and down
     */
    record Health(boolean enabled, boolean state) {}

    /**
     * @param enabled whether {@code /feed} is there
     * @param heartbeat between heartbeats of a connection
     */
    record Feed(boolean enabled, Duration heartbeat) {

        static Feed read(Section section) {
            Feed feed = new Feed(
                    section.flag("enabled", true),
                    section.duration("heartbeat", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofHours(1)));
            section.end();
            return feed;
        }
    }

    /**
     * How a server ends.
     *
     * @param delay how long it goes on for its clients, while it is not ready and refuses new ones, so that a load balancer looks
     *     elsewhere. Default none: on one machine there is none
     * @param timeout for all of it. Default 20 s: within the 30 s after which Kubernetes kills a pod
     */
    record Leave(Duration delay, Duration timeout) {

        static Leave read(Section section) {
            Duration hour = Duration.ofHours(1);
            Leave leave = new Leave(
                    section.duration("delay", Duration.ZERO, Duration.ZERO, hour),
                    section.duration("timeout", Duration.ofSeconds(20), Duration.ofMillis(100), hour));
            section.end();
            if (leave.delay.compareTo(leave.timeout) >= 0) {
                throw section.error("delay", "must be shorter than leave.timeout, which is for all of it");
            }
            return leave;
        }

        /** What clients have for their part: a tenth is kept for the topics to be handed over. */
        Duration grace() {
            return timeout.minus(delay).multipliedBy(9).dividedBy(10);
        }
    }

    /** @throws ConfigException if something is wrong with it */
    static ServerConfig read(JsonObject json) {
        Section root = Section.root(json);
        Section limits = root.section("limits");
        Section health = root.section("health");
        ServerConfig config = new ServerConfig(
                root.text("host", "127.0.0.1"),
                root.wholeNumber("port", 8080, 0, 65_535),
                options(root, limits),
                root.text("pages", ""),
                new Health(health.flag("enabled", true), health.flag("state", true)),
                Leave.read(root.section("leave")),
                Feed.read(root.section("feed")),
                BrokerSettings.read(root.section("cluster")),
                TopicSettings.readAll(root));
        health.end();
        limits.end();
        root.end();
        return config;
    }

    private static ServerOptions options(Section root, Section limits) {
        ConnectionLimits standard = ConnectionLimits.DEFAULT;
        ConnectionOptions connection = ConnectionOptions.DEFAULT;
        int total = limits.wholeNumber("connections", standard.total(), 1, 10_000_000);
        int perAddress = limits.wholeNumber("perAddress", Math.min(total, standard.perAddress()), 1, 10_000_000);
        HttpServerOptions http = new HttpServerOptions()
                // Left to itself the operating system takes megabytes for a client that does not read.
                .setSendBufferSize((int) limits.bytes("sendBuffer", 128 << 10, 4 << 10, 16 << 20));
        Section tls = root.section("tls");
        if (root.has("tls")) {
            http.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .setCertPath(tls.requiredText("certificate"))
                            .setKeyPath(tls.requiredText("key")));
        }
        tls.end();
        ServerOptions options = ServerOptions.create()
                .withHttp(http)
                .withConnection(connection.withMaxMessageBytes(
                        (int) limits.bytes("messageBytes", connection.maxMessageBytes(), 1, 64 << 20)))
                .withLimits(new ConnectionLimits(total, perAddress))
                .withHandshakeTimeout(limits.duration(
                        "handshake", Duration.ofSeconds(10), Duration.ofMillis(100), Duration.ofMinutes(5)))
                .withForwardedHeaders(root.choice("forwarded", AllowForwardHeaders.NONE, AllowForwardHeaders.class));
        OriginPolicy origins = origins(root);
        return origins == null ? options : options.withOrigins(origins);
    }

    private static @Nullable OriginPolicy origins(Section root) {
        List<String> listed = root.texts("origins", List.of());
        if (listed.isEmpty()) {
            return null;
        }
        if (listed.contains("*")) {
            return OriginPolicy.any();
        }
        try {
            return OriginPolicy.allow(listed.toArray(String[]::new));
        } catch (IllegalArgumentException wrong) {
            throw root.error("origins", "cannot be used: " + wrong.getMessage());
        }
    }
}
