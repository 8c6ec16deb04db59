package io.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Compression;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.PeerDeflate;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is offered and what is agreed to, word by word (RFC 6455 section 9.1, RFC 7692 section 7.1). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NegotiationTest {

    private static final String FIELD = "Sec-WebSocket-Extensions: ";
    private static final String DEFLATE = "permessage-deflate";
    private static final String SERVER_FRESH = "server_no_context_takeover";
    private static final String CLIENT_FRESH = "client_no_context_takeover";
    private static final Frame COMPRESSED_HELLO = Deflate.compressed(Frame.TEXT, "f248cdc9c90700");

    private static final List<String> INVALID = List.of(
            DEFLATE + "; server_no_context_takeover=1",
            DEFLATE + "; server_no_context_takeover=true",
            DEFLATE + "; client_no_context_takeover=1",
            DEFLATE + "; client_no_context_takeover=\"\\1\"",
            DEFLATE + "; server_max_window_bits",
            DEFLATE + "; server_max_window_bits=7",
            DEFLATE + "; server_max_window_bits=16",
            DEFLATE + "; server_max_window_bits=0",
            DEFLATE + "; server_max_window_bits=08",
            DEFLATE + "; server_max_window_bits=015",
            DEFLATE + "; server_max_window_bits=-15",
            DEFLATE + "; server_max_window_bits=+15",
            DEFLATE + "; server_max_window_bits=1e1",
            DEFLATE + "; server_max_window_bits=15.0",
            DEFLATE + "; server_max_window_bits=fifteen",
            DEFLATE + "; server_max_window_bits=99999999999999999999",
            DEFLATE + "; client_max_window_bits=7",
            DEFLATE + "; client_max_window_bits=16",
            DEFLATE + "; client_max_window_bits=08",
            DEFLATE + "; client_max_window_bits=0",
            DEFLATE + "; client_max_window_bits=x",
            DEFLATE + "; server_no_context_takeover; server_no_context_takeover",
            DEFLATE + "; client_no_context_takeover; client_no_context_takeover",
            DEFLATE + "; server_max_window_bits=15; server_max_window_bits=15",
            DEFLATE + "; client_max_window_bits=15; client_max_window_bits=15",
            DEFLATE + "; client_max_window_bits; client_max_window_bits=15",
            DEFLATE + "; unknown",
            DEFLATE + "; unknown=1",
            DEFLATE + "; server_no_context_takeover; unknown",
            "permessage-bzip2",
            "permessage-bzip2; server_no_context_takeover",
            "x-webkit-deflate-frame");

    private static final List<String> MALFORMED = List.of(
            DEFLATE + ";",
            DEFLATE + "; ;",
            "; server_no_context_takeover",
            DEFLATE + "; client_max_window_bits=",
            DEFLATE + "; client_max_window_bits=\"15",
            DEFLATE + "; client_max_window_bits=\"\"",
            DEFLATE + "; client_max_window_bits=15 16",
            DEFLATE + "; =15",
            "permessage deflate",
            "permessage/deflate",
            DEFLATE + " server_no_context_takeover",
            DEFLATE + "; client_max_window_bits=(15)");

    private final TestServer server = serverWith(TestServer.transport(), Compression.ON);
    private final TestServer contextServer = serverWith(TestServer.transport(), Compression.ON.withPeerContext(true));
    private final TestServer plainServer = serverWith(TestServer.transport(), Compression.OFF);
    /** On which no part of Vert.x looks at the header. */
    private final TestServer bareServer = serverWith(
            TestServer.transport()
                    .setPerMessageWebSocketCompressionSupported(false)
                    .setPerFrameWebSocketCompressionSupported(false),
            Compression.ON);

    private final RawServer rawServer = new RawServer();

    private static ConnectionOptions options(Compression compression) {
        return TestServer.CALM.withCompression(compression);
    }

    private static TestServer serverWith(HttpServerOptions transport, Compression compression) {
        return TestServer.routing(
                transport,
                (server, router) -> router.route("/")
                        .handler(server.noting(connection -> connection.send(connection.messages()))
                                .withOptions(options(compression))));
    }

    @AfterAll
    void close() {
        rawServer.close();
        server.close();
        bareServer.close();
        contextServer.close();
        plainServer.close();
    }

    static Stream<Arguments> offersAgreedTo() {
        Set<String> fresh = Set.of(SERVER_FRESH, CLIENT_FRESH);
        Set<String> fresh15 = Set.of(SERVER_FRESH, CLIENT_FRESH, "server_max_window_bits=15");
        List<Arguments> offers = new ArrayList<>();
        for (String offer : List.of(
                DEFLATE,
                DEFLATE + "; " + SERVER_FRESH,
                DEFLATE + "; " + CLIENT_FRESH,
                DEFLATE + ";" + SERVER_FRESH + ";" + CLIENT_FRESH,
                DEFLATE + "; client_max_window_bits",
                DEFLATE + "; client_max_window_bits=\"10\"",
                DEFLATE + " ;\tclient_max_window_bits = 10 ",
                DEFLATE + "; " + CLIENT_FRESH + "; client_max_window_bits; " + SERVER_FRESH,
                "permessage-foo, " + DEFLATE,
                "permessage-foo; bar=\"baz\", " + DEFLATE,
                DEFLATE + "; server_max_window_bits=10, " + DEFLATE,
                DEFLATE + "; unknown, " + DEFLATE + "; client_max_window_bits",
                DEFLATE + "; server_max_window_bits=7, " + DEFLATE + "; " + SERVER_FRESH + "=1, " + DEFLATE,
                DEFLATE + ", " + DEFLATE + "; server_max_window_bits=15",
                DEFLATE + ", permessage-foo",
                ", " + DEFLATE)) {
            offers.add(agreed(offer, fresh));
        }
        for (int bits = 8; bits <= 15; bits++) {
            offers.add(agreed(DEFLATE + "; client_max_window_bits=" + bits, fresh));
        }
        offers.add(agreed(DEFLATE + "; server_max_window_bits=15", fresh15));
        offers.add(agreed(DEFLATE + "; server_max_window_bits=\"15\"", fresh15));
        offers.add(agreed(
                DEFLATE + "; " + SERVER_FRESH + "; " + CLIENT_FRESH
                        + "; server_max_window_bits=15; client_max_window_bits=9",
                fresh15));
        offers.add(agreed(DEFLATE + "; server_max_window_bits=9, " + DEFLATE + "; server_max_window_bits=15", fresh15));
        return offers.stream();
    }

    private static Arguments agreed(String offer, Set<String> answer) {
        return argumentSet(offer, offer, answer);
    }

    @ParameterizedTest
    @MethodSource("offersAgreedTo")
    void ourServerAgrees(String offer, Set<String> answer) {
        try (RawPeer peer = RawPeer.open(server.port())) {
            assertThat(parameters(shakeHands(peer, server, offer))).isEqualTo(answer);
            assertCompresses(peer);
        }
    }

    @ParameterizedTest
    @MethodSource("offersAgreedTo")
    void ourServerLetsClientsKeepTheirContextUnlessTheyOfferNotTo(String offer, Set<String> answer) {
        try (RawPeer peer = RawPeer.open(contextServer.port())) {
            Set<String> agreed = parameters(shakeHands(peer, contextServer, offer));
            Set<String> expected = offer.contains(CLIENT_FRESH)
                    ? answer
                    : answer.stream().filter(each -> !each.equals(CLIENT_FRESH)).collect(Collectors.toSet());
            assertThat(agreed).isEqualTo(expected);
            assertCompresses(peer);
        }
    }

    static Stream<String> offersDeclined() {
        return Stream.concat(
                INVALID.stream(),
                Stream.of(8, 9, 10, 11, 12, 13, 14).map(bits -> DEFLATE + "; server_max_window_bits=" + bits));
    }

    @ParameterizedTest
    @MethodSource("offersDeclined")
    void ourServerDeclinesAndGoesOnWithoutCompression(String offer) {
        try (RawPeer peer = RawPeer.open(bareServer.port())) {
            assertThat(shakeHands(peer, bareServer, offer)).isEmpty();
            assertDoesNotCompress(peer);
        }
    }

    static Stream<String> malformed() {
        return MALFORMED.stream();
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void ourServerRefusesAnOfferThatCannotBeRead(String offer) {
        try (RawPeer peer = RawPeer.open(bareServer.port())) {
            peer.sendBytes(RawPeer.upgradeRequest("/", bareServer.port(), FIELD + offer));
            assertThat(peer.readHead()).startsWith("HTTP/1.1 400 ");
        }
    }

    /** Nothing of ours has seen the request by then: its own extension handler is the first to read the header. */
    @Test
    void vertxCutsClientsWhoseWindowBitsAreNoNumberUnlessItsCompressionIsOff() {
        try (RawPeer peer = RawPeer.open(server.port())) {
            peer.sendBytes(RawPeer.upgradeRequest("/", server.port(), FIELD + DEFLATE + "; client_max_window_bits=x"));
            assertThat(peer.readEnd()).isEqualTo(RawPeer.End.FIN);
        }
        try (RawPeer another = RawPeer.open(server.port())) {
            assertThat(shakeHands(another, server, DEFLATE)).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("offersAgreedTo")
    void ourServerAgreesToNothingByDefault(String offer, Set<String> unused) {
        try (RawPeer peer = RawPeer.open(plainServer.port())) {
            assertThat(shakeHands(peer, plainServer, offer)).isEmpty();
            assertDoesNotCompress(peer);
        }
    }

    @ParameterizedTest
    @MethodSource("twoFields")
    void ourServerReadsTwoFieldsAsOne(String first, String second) {
        try (RawPeer peer = RawPeer.open(server.port())) {
            peer.sendBytes(RawPeer.upgradeRequest("/", server.port(), FIELD + first, FIELD + second));
            assertThat(parameters(answered(peer))).isEqualTo(Set.of(SERVER_FRESH, CLIENT_FRESH));
            assertCompresses(peer);
        }
    }

    static Stream<Arguments> twoFields() {
        return Stream.of(
                Arguments.of("permessage-foo", DEFLATE),
                Arguments.of(DEFLATE + "; server_max_window_bits=9", DEFLATE),
                Arguments.of(DEFLATE, "permessage-foo"));
    }

    static Stream<Arguments> answersTaken() {
        List<Arguments> answers = new ArrayList<>();
        for (String answer : List.of(
                DEFLATE + "; " + SERVER_FRESH,
                DEFLATE + "; " + SERVER_FRESH + "; " + CLIENT_FRESH,
                DEFLATE + ";" + CLIENT_FRESH + ";" + SERVER_FRESH,
                DEFLATE + "; " + SERVER_FRESH + "; server_max_window_bits=\"9\"")) {
            answers.add(argumentSet(answer, Compression.ON, answer));
            answers.add(argumentSet(answer + ", or not", Compression.ON.withPeerContext(true), answer));
        }
        for (int bits = 8; bits <= 15; bits++) {
            String answer = DEFLATE + "; " + SERVER_FRESH + "; server_max_window_bits=" + bits;
            answers.add(argumentSet(answer, Compression.ON, answer));
        }
        for (String answer : List.of(DEFLATE, DEFLATE + "; " + CLIENT_FRESH, DEFLATE + "; server_max_window_bits=8")) {
            answers.add(argumentSet(answer, Compression.ON.withPeerContext(true), answer));
        }
        return answers.stream();
    }

    @ParameterizedTest
    @MethodSource("answersTaken")
    void ourClientTakesTheAnswer(Compression compression, String answer) throws Exception {
        CompletableFuture<Connection> connecting = connect(compression);
        try (RawPeer peer = rawServer.accept()) {
            Set<String> expected =
                    compression.peerContext() ? Set.of(CLIENT_FRESH) : Set.of(CLIENT_FRESH, SERVER_FRESH);
            assertThat(parameters(answer(peer, FIELD + answer))).isEqualTo(expected);
            echo(connecting);
            assertCompresses(peer);
        }
    }

    @ParameterizedTest
    @MethodSource("compressions")
    void ourClientGoesOnWithoutAnAnswer(Compression compression) throws Exception {
        CompletableFuture<Connection> connecting = connect(compression);
        try (RawPeer peer = rawServer.accept()) {
            List<String> offer = answer(peer);
            assertThat(offer.isEmpty()).isEqualTo(!compression.isOn());
            echo(connecting);
            assertDoesNotCompress(peer);
        }
    }

    static Stream<Compression> compressions() {
        return Stream.of(Compression.OFF, Compression.ON, Compression.ON.withPeerContext(true));
    }

    static Stream<Arguments> answersRefused() {
        List<Arguments> answers = new ArrayList<>();
        Stream.of(INVALID, MALFORMED)
                .flatMap(List::stream)
                // What would be refused without its fault, too, is no test of the fault.
                .map(answer -> answer.contains(SERVER_FRESH) ? answer : answer + "; " + SERVER_FRESH)
                .forEach(answer -> answers.add(argumentSet(answer, Compression.ON, answer)));
        for (String answer : List.of(
                DEFLATE,
                DEFLATE + "; " + CLIENT_FRESH,
                DEFLATE + "; " + SERVER_FRESH + "; client_max_window_bits",
                DEFLATE + "; " + SERVER_FRESH + "; client_max_window_bits=15",
                DEFLATE + "; " + SERVER_FRESH + "; client_max_window_bits=8",
                DEFLATE + "; " + SERVER_FRESH + ", " + DEFLATE + "; " + SERVER_FRESH,
                DEFLATE + "; " + SERVER_FRESH + ", permessage-foo",
                "permessage-foo, " + DEFLATE + "; " + SERVER_FRESH)) {
            answers.add(argumentSet(answer + " ", Compression.ON, answer));
        }
        answers.add(argumentSet("anything to a client that offered nothing", Compression.OFF, DEFLATE));
        answers.add(argumentSet("an unknown one to a client that offered nothing", Compression.OFF, "permessage-foo"));
        return answers.stream();
    }

    @ParameterizedTest
    @MethodSource("answersRefused")
    void ourClientFailsTheConnection(Compression compression, String answer) {
        CompletableFuture<Connection> connecting = connect(compression);
        try (RawPeer peer = rawServer.accept()) {
            List<String> unused = answer(peer, FIELD + answer);
            assertThatThrownBy(() -> connecting.get(20, TimeUnit.SECONDS)).isNotNull();
            Frame close = peer.read();
            assertThat(close.opcode()).isEqualTo(Frame.CLOSE);
            assertThat(close.closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
            assertThat(peer.readEnd()).isEqualTo(RawPeer.End.FIN);
        }
    }

    private CompletableFuture<Connection> connect(Compression compression) {
        return SluiceClient.create(server.vertx(), Link.transport(), options(compression))
                .connect(rawServer.uri())
                .toCompletionStage()
                .toCompletableFuture();
    }

    private static void echo(CompletableFuture<Connection> connecting) throws Exception {
        Connection connection = connecting.get(20, TimeUnit.SECONDS);
        Disposable unused =
                connection.send(connection.messages()).onErrorComplete().subscribe();
    }

    /** Answers our client's request; what it offered. */
    private static List<String> answer(RawPeer peer, String... headers) {
        String request = peer.readHead();
        peer.sendBytes(RawPeer.upgradeResponse(request, headers));
        return RawPeer.headers(request, "Sec-WebSocket-Extensions");
    }

    private static List<String> shakeHands(RawPeer peer, TestServer server, String offer) {
        peer.sendBytes(RawPeer.upgradeRequest("/", server.port(), FIELD + offer));
        return answered(peer);
    }

    private static List<String> answered(RawPeer peer) {
        String response = peer.readHead();
        assertThat(response).startsWith("HTTP/1.1 101 ");
        return RawPeer.headers(response, "Sec-WebSocket-Extensions");
    }

    /** The parameters of the one extension in {@code fields}. */
    private static Set<String> parameters(List<String> fields) {
        assertThat(fields).hasSize(1);
        String[] parts = fields.get(0).split("\\s*;\\s*");
        assertThat(parts[0]).isEqualTo(DEFLATE);
        List<String> parameters = Arrays.asList(parts).subList(1, parts.length);
        assertThat(parameters).doesNotHaveDuplicates();
        return Set.copyOf(parameters);
    }

    private static void assertCompresses(RawPeer peer) {
        peer.send(COMPRESSED_HELLO);
        assertThat(peer.read()).isEqualTo(Frame.text("Hello"));
        Frame text = Payloads.message(Frame.TEXT, 1_000);
        peer.send(text);
        Frame echo = peer.read();
        assertThat(PeerDeflate.isCompressed(echo)).isTrue();
        assertThat(Deflate.inflated(echo)).isEqualTo(text);
    }

    private static void assertDoesNotCompress(RawPeer peer) {
        Frame text = Payloads.message(Frame.TEXT, 1_000);
        peer.send(text);
        assertThat(peer.read()).isEqualTo(text);
        peer.send(COMPRESSED_HELLO);
        assertThat(peer.read().closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
    }
}
