package io.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.UpgradeRejectedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client comes back from, after what pause, and with what it ends. */
final class ComingBackTest {

    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(5), Duration.ofMillis(20), 0, Duration.ofHours(1));

    private final Vertx vertx = Vertx.vertx();
    private final RawServer server = new RawServer();
    private final SluiceClient client = SluiceClient.create(vertx, Link.transport(), TestServer.CALM);
    private final List<Retry> retries = new CopyOnWriteArrayList<>();
    private final Connections connections =
            client.connections(ConnectRequest.to(server.uri()), QUICK).onRetry(retries::add);

    @AfterEach
    void stop() {
        server.close();
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 301, 302, 307, 400, 401, 403, 404, 405, 407, 410, 426, 501, 505})
    void anAnswerThatWillNotChangeIsTheError(int status) {
        TestSubscriber<Connection> subscriber = connections.test();
        refuse(status);
        assertThat(Failure.of(subscriber).status()).isEqualTo(status);
        assertThat(retries).isEmpty();
        assertNobodyCalls();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
    void anAnswerOfTheMomentIsComeBackFrom(int status) {
        TestSubscriber<Connection> subscriber = connections.test();
        refuse(status);
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> subscriber.values().size() == 1);
            assertThat(retries)
                    .singleElement()
                    .satisfies(retry -> assertThat(retry.cause())
                            .isInstanceOfSatisfying(
                                    ConnectFailedException.class,
                                    failure -> assertThat(failure.status()).isEqualTo(status)));
            subscriber.cancel();
            peer.answerClose();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 503})
    void aServerThatSaysWhenToComeBackIsObeyed(int status) {
        TestSubscriber<Connection> subscriber = connections.test();
        refuse(status, "Retry-After: 1");
        long refusedAt = System.nanoTime();
        try (RawPeer peer = server.upgrade()) {
            assertThat(Duration.ofNanos(System.nanoTime() - refusedAt)).isGreaterThan(Duration.ofMillis(900));
            assertThat(retries).extracting(retry -> retry.pause().toMillis()).containsExactly(1_005L);
            Wait.until(() -> subscriber.values().size() == 1);
            subscriber.cancel();
            peer.answerClose();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "503, 7, PT7S",
        "429, 0, PT0S",
        "503, 3601, PT1H",
        "503, 999999999999999999, PT1H",
        "503, 9999999999999999999999, ",
        "503, -1, ",
        "503, 1.5, ",
        "503, 'Wed, 21 Oct 2026 07:28:00 GMT', ",
        "500, 7, ",
        "404, 7, "
    })
    void onlySecondsWithinReasonAreBelieved(int status, String header, Duration expected) {
        ConnectFailedException refused = new ConnectFailedException(
                ConnectFailedException.Kind.REFUSED,
                "",
                new UpgradeRejectedException(
                        "", status, MultiMap.caseInsensitiveMultiMap().add("Retry-After", header), null));
        assertThat(refused.retryAfter()).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void aServerOfAnotherKindIsTheError() {
        TestSubscriber<Connection> subscriber = connections.test();
        server.accept().respond("220 mail.example.com ESMTP");
        assertThat(Failure.of(subscriber).kind()).isEqualTo(ConnectFailedException.Kind.INVALID_ANSWER);
        assertNobodyCalls();
    }

    @Test
    void aRuleOfTheUserDecidesOverAnswers() {
        TestSubscriber<Connection> subscriber =
                connections.reconnectIf(cause -> retries.size() < 2).test();
        refuse(404);
        refuse(404);
        refuse(404);
        assertThat(Failure.of(subscriber).status()).isEqualTo(404);
        assertThat(retries).hasSize(2);
    }

    @Test
    void aRuleOfTheUserDecidesOverPlannedEnds() {
        TestSubscriber<Connection> subscriber = connections
                .reconnectIf(cause -> retries.isEmpty()
                        && cause instanceof ConnectionClosedException closed
                        && closed.status().code() == CloseCode.NORMAL)
                .test();
        try (RawPeer first = server.upgrade()) {
            first.shakeHands(Frame.close(CloseCode.NORMAL, ""));
        }
        try (RawPeer second = server.upgrade()) {
            second.shakeHands(Frame.close(CloseCode.NORMAL, ""));
        }
        Wait.untilAsserted(subscriber::assertComplete);
        subscriber.assertValueCount(2);
    }

    @Test
    void aRuleOfTheUserMayEndWhatWouldBeComeBackFrom() {
        TestSubscriber<Connection> subscriber =
                connections.reconnectIf(cause -> false).test();
        server.upgrade().reset();
        Wait.untilAsserted(() -> subscriber.assertError(failure -> failure instanceof ConnectionClosedException closed
                && closed.status().code() == CloseCode.ABNORMAL));
        assertNobodyCalls();
    }

    @Test
    void aRuleThatThrowsIsTheError() {
        IllegalStateException thrown = new IllegalStateException("the user's own");
        TestSubscriber<Connection> ruled = connections
                .reconnectIf(cause -> {
                    throw thrown;
                })
                .test();
        server.upgrade().reset();
        Wait.untilAsserted(() -> ruled.assertError(thrown));

        TestSubscriber<Connection> listened = connections
                .onRetry(retry -> {
                    throw thrown;
                })
                .test();
        server.upgrade().reset();
        Wait.untilAsserted(() -> listened.assertError(thrown));
        assertNobodyCalls();
    }

    @Test
    void askingForLessThanOneIsTheErrorAndClosesTheConnection() {
        TestSubscriber<Connection> idle = connections.test(0);
        idle.request(0);
        Wait.untilAsserted(() -> idle.assertError(IllegalArgumentException.class));

        TestSubscriber<Connection> open = connections.test(1);
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> open.values().size() == 1);
            open.request(-1);
            peer.answerClose();
            Wait.untilAsserted(() -> open.assertError(IllegalArgumentException.class));
        }
        assertNobodyCalls();
    }

    @Test
    void closingTheClientCompletesWhateverIsBeingDone() {
        TestSubscriber<Connection> idle = connections.test(0);
        TestSubscriber<Connection> open = connections.test();
        try (RawPeer peer = server.upgrade()) {
            Wait.until(() -> open.values().size() == 1);
            TestSubscriber<Connection> waiting = client.connections(
                            ConnectRequest.to("ws://localhost:" + RawServer.freePort() + "/"),
                            QUICK.between(Duration.ofHours(1), Duration.ofHours(1)))
                    .onRetry(retries::add)
                    .test();
            Wait.until(() -> retries.size() == 1);
            TestSubscriber<Connection> connecting = connections.test();
            try (RawPeer asked = server.callerWith("GET / ")) {
                var closing = client.close().test();
                assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.GOING_AWAY);
                asked.skipToEnd();
                Wait.untilAsserted(closing::assertComplete);
            }
            for (TestSubscriber<Connection> subscriber : List.of(idle, open, waiting, connecting)) {
                Wait.untilAsserted(() -> subscriber.assertComplete().assertNoErrors());
            }
            connections.test().assertComplete();
        }
        assertNobodyCalls();
    }

    private void refuse(int status, String... headers) {
        try (RawPeer peer = server.callerWith("GET / HTTP/1.1\r\n")) {
            String[] lines = new String[headers.length + 2];
            lines[0] = "HTTP/1.1 " + status + " Refused";
            lines[1] = "Content-Length: 0";
            System.arraycopy(headers, 0, lines, 2, headers.length);
            peer.respond(lines);
            peer.skipToEnd();
        }
    }

    /** For several times the longest pause. */
    private void assertNobodyCalls() {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .during(Duration.ofMillis(80))
                .atMost(Duration.ofSeconds(20))
                .until(() -> !server.hasCaller());
    }
}
