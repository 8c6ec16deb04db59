package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a connection when its endpoint ends, and the other way round. */
final class EndpointTest {

    @Test
    void completionClosesWithNormalAfterAllThatWasSent() {
        try (TestServer server = TestServer.of(connection -> connection.send(Message.text("all there is")));
                RawPeer peer = server.dial()) {
            assertThat(peer.read().text()).isEqualTo("all there is");
            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.NORMAL);
        }
    }

    static Stream<Arguments> failures() {
        Error secret = new Secret();
        return Stream.of(
                failure("an error", 1011, "internal error", connection -> Completable.error(secret)),
                failure("a thrown exception", 1011, "internal error", connection -> {
                    throw new IllegalStateException("the password is sesame");
                }),
                failure("a thrown error", 1011, "internal error", connection -> {
                    throw secret;
                }),
                failure("null instead of a result", 1011, "internal error", EndpointTest::nothing),
                failure("an error that names its status", 4242, "chosen", connection -> Completable.error(chosen())),
                failure("a thrown exception that names its status", 4242, "chosen", connection -> {
                    throw chosen();
                }),
                failure(
                        "the error of what it sends",
                        4242,
                        "chosen",
                        connection -> connection.send(Flowable.error(chosen()))),
                failure(
                        "the error of a later part of what it sends",
                        1011,
                        "internal error",
                        connection -> connection.send(Flowable.<Message>never()
                                .mergeWith(connection.messages().flatMapCompletable(m -> Completable.error(secret))))));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailureClosesWithTheStatusThatFits(int code, String reason, Function<Connection, Completable> endpoint) {
        try (TestServer server = TestServer.of(endpoint);
                RawPeer peer = server.dial()) {
            peer.send(Frame.text("go"));
            Frame close = peer.answerClose();
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(close.closeReason()).isEqualTo(reason);
            assertThat(Wait.closed(server.accepted()))
                    .isEqualTo(new CloseStatus(code, reason, CloseStatus.Initiator.LOCAL, true));
        }
    }

    static Stream<Arguments> departures() {
        return Stream.of(
                departure("close", peer -> peer.shakeHands(Frame.close(CloseCode.GOING_AWAY, ""))),
                departure("protocol error", EndpointTest::breakTheProtocol),
                departure("FIN", RawPeer::fin),
                departure("RST", RawPeer::reset));
    }

    @ParameterizedTest
    @MethodSource("departures")
    void aPeerThatGoesDisposesOfTheEndpointAndCancelsItsSources(Consumer<RawPeer> leave) {
        AtomicBoolean disposed = new AtomicBoolean();
        PublishProcessor<Message> source = PublishProcessor.create();
        // After a clean close the endpoint may go on for this long.
        ConnectionOptions impatient = TestServer.CALM.withCloseTimeout(Duration.ofMillis(300));
        try (TestServer server = TestServer.of(
                        impatient,
                        connection -> connection
                                .send(source)
                                .onErrorComplete()
                                .andThen(Completable.never())
                                .doOnDispose(() -> disposed.set(true)));
                RawPeer peer = server.dial()) {
            Wait.until(source::hasSubscribers);
            leave.accept(peer);
            Wait.until(disposed::get);
            assertThat(source.hasSubscribers()).isFalse();
            peer.close();
            Wait.closed(server.accepted());
        }
    }

    @Test
    void eachConnectionIsItsOwnCallOfTheEndpoint() {
        try (TestServer server = TestServer.of(connection -> connection.send(connection.messages()));
                RawPeer first = server.dial();
                RawPeer second = server.dial()) {
            first.send(Frame.text("to the first"));
            second.send(Frame.text("to the second"));
            assertThat(first.read().text()).isEqualTo("to the first");
            assertThat(second.read().text()).isEqualTo("to the second");

            first.shakeHands(Frame.close(CloseCode.NORMAL, ""));
            second.send(Frame.text("still here"));
            assertThat(second.read().text()).isEqualTo("still here");
        }
    }

    private static void breakTheProtocol(RawPeer peer) {
        peer.send(Frame.of(0xB));
        peer.skipToEnd();
        peer.close();
    }

    @SuppressWarnings("NullAway") // what the test is about
    private static Completable nothing(Connection connection) {
        return null;
    }

    private static CloseException chosen() {
        return new CloseException(CloseStatus.of(4242, "chosen"), "chosen by the endpoint");
    }

    /** Without a stack trace, as it is logged. */
    private static final class Secret extends Error {

        private static final long serialVersionUID = 1L;

        Secret() {
            super("the password is sesame", null, false, false);
        }
    }

    private static Arguments failure(String name, int code, String reason, Function<Connection, Completable> endpoint) {
        return Arguments.argumentSet(name, code, reason, endpoint);
    }

    private static Arguments departure(String name, Consumer<RawPeer> leave) {
        return Arguments.argumentSet(name, leave);
    }
}
