package io.sluice.feed.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.connection.Connection;
import io.sluice.convert.Json;
import io.sluice.feed.MemoryBroker;
import io.sluice.feed.Position;
import io.sluice.feed.Start;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicEvent.Gap;
import io.sluice.feed.TopicEvent.Reset;
import io.sluice.feed.TopicEvent.Snapshot;
import io.sluice.feed.TopicEvent.Started;
import io.sluice.feed.Update;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.wire.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FeedClientTest {

    private final MemoryBroker broker = MemoryBroker.create();
    private FeedNode node = FeedNode.of(broker, FeedOptions.standard());

    @AfterEach
    void close() {
        node.close();
    }

    private FeedClient client(Form form) {
        FeedClientOptions options = FeedClientOptions.standard();
        return node.client(form == Form.CBOR ? options.inCbor() : options);
    }

    private static List<String> texts(TestSubscriber<TopicEvent<Message>> subscriber) {
        return subscriber.values().stream()
                .filter(Update.class::isInstance)
                .map(event -> ((TextMessage) Objects.requireNonNull(((Update<?>) event).payload())).text())
                .toList();
    }

    private static void awaitEnd(TestSubscriber<?> subscriber) {
        try {
            assertThat(subscriber.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private void cut() {
        node.accepted.forEach(Connection::cancel);
    }

    @ParameterizedTest
    @EnumSource
    void demandIsCredit(Form form) {
        TestSubscriber<TopicEvent<Message>> subscriber = client(form)
                .subscribe("texts", FeedRequest.from(Start.oldest()))
                .test(0);
        for (int i = 1; i <= 5; i++) {
            node.publish(FeedNode.TEXTS, "v" + i);
        }
        Wait.until(() -> node.feed.counters().subscriptions() == 1);
        subscriber.request(1);
        Wait.until(() -> subscriber.values().size() == 1);
        assertThat(subscriber.values().get(0)).isInstanceOf(Started.class);
        assertThat(node.feed.counters().delivered()).isZero();
        subscriber.request(2);
        Wait.until(() -> texts(subscriber).equals(List.of("v1", "v2")));
        subscriber.request(100);
        Wait.until(() -> texts(subscriber).equals(List.of("v1", "v2", "v3", "v4", "v5")));
        subscriber.cancel();
        Wait.until(() -> node.feed.counters().subscriptions() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void aStreamGoesOnOverTheNextConnection(Form form) {
        TestSubscriber<TopicEvent<Message>> subscriber = client(form)
                .subscribe("texts", FeedRequest.from(Start.oldest()))
                .test();
        node.publish(FeedNode.TEXTS, "v1");
        Wait.until(() -> texts(subscriber).size() == 1);
        cut();
        node.publish(FeedNode.TEXTS, "v2");
        Wait.until(() -> node.accepted.size() == 2);
        node.publish(FeedNode.TEXTS, "v3");
        Wait.until(() -> texts(subscriber).size() == 3);
        assertThat(texts(subscriber)).containsExactly("v1", "v2", "v3");
        assertThat(subscriber.values()).hasSize(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"BACKPRESSURE", "LATEST", "DROP_OLDEST", "CONFLATE"})
    void whatCannotBeRecoveredIsToldAndTheStateFollows(FeedPolicy policy) {
        FeedClient client = client(Form.CBOR);
        TestSubscriber<TopicEvent<Message>> subscriber = client.subscribe(
                        "state", FeedRequest.from(Start.snapshot()).withPolicy(policy))
                .test();
        Wait.until(() -> subscriber.values().size() == 2);
        node.publish(FeedNode.STATE, "a", "1");
        Wait.until(() -> texts(subscriber).equals(List.of("1")));
        assertThat(subscriber.values().get(1)).isInstanceOf(Snapshot.class);
        cut();
        broker.faults().reset("state");
        node.publish(FeedNode.STATE, "b", "2");
        Wait.until(() ->
                subscriber.values().stream().filter(Snapshot.class::isInstance).count() >= 2);
        List<TopicEvent<Message>> events = subscriber.values();
        int reset = events.indexOf(
                events.stream().filter(Reset.class::isInstance).findFirst().orElseThrow());
        TopicEvent<Message> last = events.stream()
                .filter(Snapshot.class::isInstance)
                .reduce((one, two) -> two)
                .orElseThrow();
        assertThat(events.indexOf(last)).isGreaterThan(reset);
        assertThat(events.stream().filter(Started.class::isInstance)).hasSize(1);
        Wait.until(() -> node.accepted.size() >= 2);
        node.publish(FeedNode.STATE, "c", "3");
        Wait.until(() -> texts(subscriber).contains("3"));
    }

    @Test
    void aPositionThatIsGoneIsToldAtTheBeginning() {
        for (int i = 0; i < 1_500; i++) {
            node.publish(FeedNode.TEXTS, "v" + i);
        }
        TestSubscriber<TopicEvent<Message>> first = client(Form.JSON)
                .subscribe("texts", FeedRequest.from(Start.oldest()))
                .test();
        Wait.until(() -> !first.values().isEmpty());
        long epoch = ((Started<Message>) first.values().get(0)).at().epoch();
        TestSubscriber<TopicEvent<Message>> late = client(Form.JSON)
                .subscribe("texts", FeedRequest.from(Start.after(new Position(epoch, 100))))
                .test();
        Wait.until(() -> late.values().size() == 2);
        assertThat(((Started<Message>) late.values().get(0)).recovered()).isFalse();
        assertThat(late.values().get(1)).isEqualTo(new Gap<Message>(epoch, 101, 1_500));
    }

    @Test
    void aRefusalIsAnErrorWithItsCode() {
        FeedClient client = client(Form.JSON);
        TestSubscriber<TopicEvent<Message>> refused =
                client.subscribe("nothing", FeedRequest.from(Start.now())).test(0);
        TestSubscriber<TopicEvent<Message>> other =
                client.subscribe("texts", FeedRequest.from(Start.now())).test();
        awaitEnd(refused);
        refused.assertError(error -> error instanceof FeedException feed && feed.code() == 4101);
        Wait.until(() -> other.values().size() == 1);
        client.close();
        awaitEnd(other);
        other.assertComplete();
    }

    @Test
    void valuesAreDecoded() {
        TestSubscriber<TopicEvent<Integer>> subscriber = client(Form.JSON)
                .subscribe("json", FeedRequest.from(Start.oldest()), Json.codec(Integer.class))
                .test();
        node.publish(FeedNode.JSON, "42");
        Wait.until(() -> subscriber.values().size() == 2);
        assertThat(((Update<Integer>) subscriber.values().get(1)).value()).isEqualTo(42);
    }

    @Test
    void aTokenIsRenewedBeforeItExpires() {
        AtomicInteger asked = new AtomicInteger();
        node.close();
        node = FeedNode.of(broker, FeedOptions.standard().withAuthorizer((connection, token) -> {
            asked.incrementAndGet();
            return token == null
                    ? Single.error(new SecurityException())
                    : Single.just(FeedSession.of(token).expiring(Instant.now().plus(Duration.ofMillis(200))));
        }));
        FeedClient client = node.client(FeedClientOptions.standard().withToken(Maybe.just("t")));
        TestSubscriber<TopicEvent<Message>> subscriber =
                client.subscribe("texts", FeedRequest.from(Start.now())).test();
        Wait.until(() -> asked.get() >= 5);
        subscriber.assertNotComplete().assertNoErrors();
        assertThat(client.counters().connections()).isEqualTo(1);
    }

    @Test
    void aServerThatSaysItGoesIsComeBackFrom() {
        FeedClient client = client(Form.JSON);
        TestSubscriber<TopicEvent<Message>> subscriber =
                client.subscribe("texts", FeedRequest.from(Start.now())).test();
        Wait.until(() -> subscriber.values().size() == 1);
        var unused = node.feed.drain(Duration.ofMillis(1));
        Wait.until(() -> node.accepted.size() >= 3);
        subscriber.assertNotComplete().assertNoErrors();
        client.close();
        awaitEnd(subscriber);
        subscriber.assertComplete();
    }
}
