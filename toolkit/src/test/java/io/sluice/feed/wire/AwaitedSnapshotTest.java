package io.sluice.feed.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.client.Backoff;
import io.sluice.client.ConnectRequest;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.feed.Position;
import io.sluice.feed.Start;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.TopicEvent.Started;
import io.sluice.message.Message;
import io.sluice.server.SluiceServer;
import io.sluice.server.WebSocketEndpoint;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A connection that is lost between a gap and the snapshot that was to follow: by a server that does so. */
final class AwaitedSnapshotTest {

    private static final String WELCOME = "{\"type\":\"welcome\",\"heartbeat\":5000,\"later\":{\"more\":[1]}}";

    private final Vertx vertx = Vertx.vertx();
    private final List<Request.Subscribe> subscribes = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private Flowable<Message> answers(Connection connection, Message message) throws MalformedMessageException {
        Request request = Request.read(message);
        if (request instanceof Request.Hello) {
            return Flowable.just(Message.text(WELCOME));
        }
        if (!(request instanceof Request.Subscribe subscribe)) {
            return Flowable.empty();
        }
        subscribes.add(subscribe);
        if (subscribes.size() == 1) {
            return Flowable.just(
                            subscribed(0),
                            "{\"type\":\"gap\",\"id\":1,\"epoch\":\"7\",\"from\":1,\"to\":4}",
                            "{\"type\":\"data\",\"id\":1,\"offset\":5,\"key\":\"a\",\"json\":5}",
                            "{\"type\":\"snapshot-begin\",\"id\":1,\"epoch\":\"7\",\"offset\":5,\"size\":1}")
                    .map(Message::text)
                    .cast(Message.class)
                    .doOnComplete(() -> {
                        var unused = connection.close();
                    });
        }
        return Flowable.just(
                        subscribed(9),
                        "{\"type\":\"snapshot-begin\",\"id\":1,\"epoch\":\"7\",\"offset\":9,\"size\":0}",
                        "{\"type\":\"snapshot-end\",\"id\":1}")
                .map(Message::text);
    }

    private static String subscribed(long offset) {
        return "{\"type\":\"subscribed\",\"id\":1,\"epoch\":\"7\",\"offset\":" + offset
                + ",\"recovered\":true,\"stateful\":true,\"policy\":\"backpressure\",\"buffer\":1}";
    }

    @Test
    void theStateIsAskedForAgainAndWhatLiesBetweenIsAGap() {
        SluiceServer server = SluiceServer.create(vertx)
                .at(
                        "/feed",
                        WebSocketEndpoint.of(connection -> connection.send(
                                        connection.messages().concatMap(message -> answers(connection, message))))
                                .withOptions(TestServer.CALM)
                                .withSubprotocols(FeedEndpoint.SUBPROTOCOL));
        Wait.result(server.listen(0, "127.0.0.1"));
        ConnectRequest request = ConnectRequest.to("ws://127.0.0.1:" + server.port() + "/feed")
                .withSubprotocols(FeedEndpoint.SUBPROTOCOL);
        Backoff soon = Backoff.exponential().between(Duration.ofMillis(1), Duration.ofMillis(5));
        FeedClient client = FeedClient.over(
                SluiceClient.create(vertx).connections(request, soon).reconnectIf(cause -> true),
                FeedClientOptions.standard());
        TestSubscriber<TopicEvent<Message>> subscriber =
                client.subscribe("topic", FeedRequest.from(Start.now())).test();
        Wait.until(() -> subscriber.values().size() == 5);
        assertThat(subscribes.get(1).from()).isEqualTo(Start.snapshot());
        assertThat(subscriber.values().get(0)).isEqualTo(new Started<Message>(new Position(7, 0), true));
        assertThat(subscriber.values().get(1)).isEqualTo(new Gap<Message>(7, 1, 4));
        assertThat(subscriber.values().get(3)).isEqualTo(new Gap<Message>(7, 6, 9));
        assertThat(subscriber.values().get(4)).isEqualTo(new Snapshot<Message>(new Position(7, 9), List.of()));
        client.close();
    }
}
