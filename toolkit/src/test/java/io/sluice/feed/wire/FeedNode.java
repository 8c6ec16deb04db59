package io.sluice.feed.wire;

import io.sluice.client.Backoff;
import io.sluice.client.ConnectRequest;
import io.sluice.client.Connections;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.feed.Broker;
import io.sluice.feed.Entry;
import io.sluice.feed.MemoryBroker;
import io.sluice.feed.Retention;
import io.sluice.feed.TopicConfig;
import io.sluice.message.Message;
import io.sluice.server.SluiceServer;
import io.sluice.server.WebSocketEndpoint;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server of topics on a free port, with a broker in memory, and clients of it. */
final class FeedNode implements AutoCloseable {

    static final TopicConfig TEXTS = config("texts", 0);
    static final TopicConfig JSON = config("json", 0);
    static final TopicConfig STATE = config("state", 10_000);
    static final TopicConfig TRADES = config("trades", 0);

    private final Map<String, FeedTopic<?>> catalog = new ConcurrentHashMap<>();
    final Vertx vertx = Vertx.vertx();
    final Broker broker;
    final FeedEndpoint feed;
    final List<Connection> accepted = new CopyOnWriteArrayList<>();
    private final SluiceServer server;
    private final SluiceClient client = SluiceClient.create(vertx);

    private FeedNode(Broker broker, FeedOptions options) {
        this.broker = broker;
        serve(FeedTopic.of(TEXTS));
        serve(FeedTopic.of(JSON).asJson());
        serve(FeedTopic.of(STATE).asJson());
        serve(FeedTopic.of(TRADES).offering(FeedPolicy.BACKPRESSURE, FeedPolicy.DISCONNECT));
        feed = FeedEndpoint.of(broker, catalog::get, options);
        server = SluiceServer.create(vertx)
                .at(
                        "/feed",
                        WebSocketEndpoint.of(connection -> {
                                    accepted.add(connection);
                                    return feed.apply(connection);
                                })
                                .withOptions(TestServer.CALM)
                                .withSubprotocols(FeedEndpoint.SUBPROTOCOL));
        Wait.result(server.listen(0, "127.0.0.1"));
    }

    static FeedNode of(FeedOptions options) {
        return of(MemoryBroker.create(), options);
    }

    static FeedNode of(Broker broker, FeedOptions options) {
        return new FeedNode(broker, options);
    }

    static TopicConfig config(String name, int maxKeys) {
        return new TopicConfig(name, new Retention(1_000, 1 << 20, Duration.ofMinutes(1)), maxKeys);
    }

    void serve(FeedTopic<?> topic) {
        catalog.put(topic.spec().config().name(), topic);
    }

    String uri() {
        return "ws://127.0.0.1:" + server.port() + "/feed";
    }

    void publish(TopicConfig topic, String text) {
        broker.publish(topic, Entry.of(Message.text(text)));
    }

    void publish(TopicConfig topic, String key, String text) {
        broker.publish(topic, Entry.of(key, Message.text(text)));
    }

    /** A client that speaks by itself. */
    FeedPeer dial(Form form) {
        ConnectRequest request = ConnectRequest.to(uri()).withSubprotocols(FeedEndpoint.SUBPROTOCOL);
        return new FeedPeer(Wait.result(client.connect(request)), form);
    }

    /** One that speaks no subprotocol. */
    FeedPeer dialPlain() {
        return new FeedPeer(Wait.result(client.connect(uri())), Form.JSON);
    }

    /** Connections that come again at once. */
    Connections connections() {
        ConnectRequest request = ConnectRequest.to(uri()).withSubprotocols(FeedEndpoint.SUBPROTOCOL);
        Backoff soon = Backoff.exponential().between(Duration.ofMillis(1), Duration.ofMillis(5));
        return client.connections(request, soon)
                .reconnectIf(cause -> !(cause instanceof ConnectionClosedException closed)
                        || FeedClient.mayReconnect(closed.status()));
    }

    FeedClient client(FeedClientOptions options) {
        return FeedClient.over(connections(), options);
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
