package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.client.ConnectFailedException;
import io.sluice.client.SluiceClient;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.PeerDeflate;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The one header line of permessage-deflate, as it travels (RFC 7692 section 5). */
final class CompressionHandshakeTest {

    private final Vertx vertx = Vertx.vertx();
    private final RawServer raw = new RawServer();

    @AfterEach
    void stop() {
        vertx.close().await();
        raw.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate; client_max_window_bits | permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                "permessage-deflate; server_max_window_bits=10 | ''",
                "permessage-frogs | ''"
            })
    void aServerAnswersWhatBrowsersOffer(String offer, String answer) {
        try (TestServer server = TestServer.idle(CompressedLink.OPTIONS)) {
            String head = CompressedLink.answer(server, "Sec-WebSocket-Extensions: " + offer);
            assertThat(head).startsWith("HTTP/1.1 101 ");
            assertThat(CompressedLink.extensions(head)).isEqualTo(answer);
        }
    }

    @Test
    void unlessSwitchedOnNothingIsAnsweredOrOffered() {
        try (TestServer server = TestServer.idle(TestServer.CALM)) {
            String head = CompressedLink.answer(server, CompressedLink.OFFER);
            assertThat(head).startsWith("HTTP/1.1 101 ");
            assertThat(CompressedLink.extensions(head)).isEmpty();
        }
        TestObserver<Connection> connecting =
                SluiceClient.create(vertx).connect(raw.uri()).test();
        assertThat(CompressedLink.extensions(CompressedLink.request(raw))).isEmpty();
        Wait.untilAsserted(() -> connecting.assertValueCount(1));
    }

    @Test
    void aHeaderThatIsNoneIsRefusedWith400() {
        try (TestServer server = TestServer.idle(CompressedLink.OPTIONS)) {
            assertThat(CompressedLink.answer(server, "Sec-WebSocket-Extensions: permessage-deflate; =1"))
                    .startsWith("HTTP/1.1 400 ");
            assertThat(CompressedLink.answer(server, CompressedLink.OFFER)).startsWith("HTTP/1.1 101 ");
        }
    }

    @Test
    void aClientOffersAndGoesWithoutIfTheServerSaysNothing() {
        TestObserver<Connection> connecting =
                client(Compression.ON).connect(raw.uri()).test();
        RawPeer peer = raw.accept();
        String head = peer.readHead();
        assertThat(CompressedLink.extensions(head))
                .isEqualTo("permessage-deflate; client_no_context_takeover; server_no_context_takeover");
        peer.sendBytes(RawPeer.upgradeResponse(head));
        Wait.untilAsserted(() -> connecting.assertValueCount(1));
        Wait.done(connecting.values().get(0).send(Message.text("a".repeat(1_000))));
        Frame frame = peer.read();
        assertThat(frame.reservedBits()).isZero();
        assertThat(frame.text()).isEqualTo("a".repeat(1_000));
        peer.send(PeerDeflate.message(Frame.TEXT, new byte[10]));
        assertThat(peer.read().closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
        peer.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate",
                "permessage-deflate; server_no_context_takeover; server_max_window_bits=7",
                "permessage-deflate; server_no_context_takeover; client_max_window_bits=15",
                "permessage-frogs"
            })
    void aClientFailsTheConnectionOnAnAnswerThatDoesNotFit(String answer) {
        TestObserver<Connection> connecting =
                client(Compression.ON).connect(raw.uri()).test();
        RawPeer peer = raw.upgradeWith("Sec-WebSocket-Extensions: " + answer);
        assertThat(peer.read().closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
        assertThat(peer.readEnd()).isEqualTo(RawPeer.End.FIN);
        peer.close();
        Wait.untilAsserted(() -> connecting.assertError(CompressionHandshakeTest::isIncompatible));
    }

    @Test
    void aClientThatOfferedNothingFailsOnAnAnswer() {
        TestObserver<Connection> connecting =
                client(Compression.OFF).connect(raw.uri()).test();
        RawPeer peer = raw.upgradeWith(CompressedLink.ANSWER);
        assertThat(peer.read().closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
        peer.close();
        Wait.untilAsserted(() -> connecting.assertError(CompressionHandshakeTest::isIncompatible));
    }

    @Test
    void compressedMessagesRightBehindTheHandshakeArrive() {
        byte[] bytes = "early ".repeat(100).getBytes(UTF_8);
        Frame early = PeerDeflate.message(Frame.TEXT, bytes);
        try (TestServer server = TestServer.of(CompressedLink.OPTIONS, connection -> Completable.never());
                RawPeer peer = RawPeer.open(server.port())) {
            peer.sendAsOne(RawPeer.upgradeRequest("/", server.port(), CompressedLink.OFFER), peer.encode(early, early));
            TestSubscriber<Message> messages = server.accepted().messages().test();
            Wait.until(() -> messages.values().size() == 2);
            assertThat(messages.values()).containsOnly(Message.text("early ".repeat(100)));
        }
        TestObserver<Connection> connecting =
                client(Compression.ON).connect(raw.uri()).test();
        RawPeer peer = raw.accept();
        peer.sendAsOne(RawPeer.upgradeResponse(peer.readHead(), CompressedLink.ANSWER), peer.encode(early));
        Wait.untilAsserted(() -> connecting.assertValueCount(1));
        TestSubscriber<Message> messages = connecting.values().get(0).messages().test();
        Wait.until(() -> messages.values().size() == 1);
        messages.assertValue(Message.text("early ".repeat(100)));
        peer.close();
    }

    private static boolean isIncompatible(Throwable failure) {
        return failure instanceof ConnectFailedException connect
                && connect.kind() == ConnectFailedException.Kind.INVALID_ANSWER
                && connect.getCause() instanceof IncompatibleExtensionException;
    }

    private SluiceClient client(Compression compression) {
        return SluiceClient.create(vertx, Link.transport(), TestServer.CALM.withCompression(compression));
    }
}
