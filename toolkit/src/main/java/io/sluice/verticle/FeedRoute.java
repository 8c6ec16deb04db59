package io.sluice.verticle;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.feed.Broker;
import io.sluice.feed.Topics;
import io.sluice.feed.wire.FeedEndpoint;
import io.sluice.feed.wire.FeedOptions;
import io.sluice.server.SluiceServer;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.ext.web.handler.StaticHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where clients speak {@code sluice.v1}: all topics of the configuration over one socket. And where pages get the client from. */
final class FeedRoute {

    static final String PATH = "/feed";
    private static final String CLIENT = PATH + "/client/*";
    private static final String CLIENT_FILES = "io/sluice/feed/web";

    private final FeedEndpoint endpoint;

    private FeedRoute(FeedEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    static FeedRoute on(SluiceServer server, Node node, Topics topics, ServerConfig read) {
        Broker broker = Objects.requireNonNull(node.broker(), "the node has been joined");
        Map<String, TopicSettings> settings = read.topics();
        FeedOptions options = FeedOptions.standard()
                .withNode(node.name())
                .withHeartbeat(read.feed().heartbeat());
        FeedEndpoint endpoint = FeedEndpoint.of(
                broker,
                topics,
                name -> {
                    @Nullable TopicSettings topic = settings.get(name);
                    return topic == null ? null : topic.feed();
                },
                options);
        server.at(PATH, WebSocketEndpoint.of(endpoint).withSubprotocols(FeedEndpoint.SUBPROTOCOL));
        server.router().route(CLIENT).handler(StaticHandler.create(CLIENT_FILES));
        return new FeedRoute(endpoint);
    }

    /** Tells clients that the server is about to go, at once, and closes with 1001 in {@code after}; completes when they have gone. */
    Completable leave(Duration after) {
        return endpoint.drain(after);
    }
}
