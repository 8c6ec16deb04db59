package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseCode;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.PeerDeflate;
import io.sluice.wire.Side;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages on a connection that negotiated permessage-deflate (RFC 7692 section 6). */
final class CompressedConnectionTest {

    private static final String TEXT = "grüße, 世界 🎏 ".repeat(100);
    private static final byte[] BYTES = TEXT.getBytes(UTF_8);
    private static final int MAX = 10_000;

    @ParameterizedTest
    @EnumSource
    void compressedAndPlainMessagesArriveInOrder(Side side) throws Exception {
        try (Link link = CompressedLink.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer()
                    .send(
                            PeerDeflate.message(Frame.TEXT, BYTES),
                            Frame.text("plain"),
                            PeerDeflate.message(Frame.BINARY, BYTES),
                            PeerDeflate.compressed(Frame.of(Frame.TEXT, (byte) 0)),
                            Frame.binary((byte) 1));
            Wait.until(() -> messages.values().size() == 5);
            messages.assertValues(
                    Message.text(TEXT),
                    Message.text("plain"),
                    BinaryMessage.ofShared(BYTES),
                    Message.text(""),
                    BinaryMessage.ofShared(new byte[] {1}));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCompressedMessageMayComeInFragmentsOfAnySizeWithPingsBetween(Side side) throws Exception {
        try (Link link = CompressedLink.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            byte[] deflated = PeerDeflate.fresh(BYTES);
            List<Frame> frames = new ArrayList<>();
            frames.add(PeerDeflate.compressed(Frame.of(Frame.TEXT)).unfinished());
            for (byte octet : deflated) {
                frames.add(Frame.continuation(octet).unfinished());
                frames.add(Frame.continuation().unfinished());
            }
            frames.add(Frame.ping("between"));
            frames.add(Frame.continuation());
            link.peer().sendInPieces(link.peer().encode(frames.toArray(Frame[]::new)), 37);
            assertThat(link.peer().read().text()).isEqualTo("between");
            Wait.until(() -> messages.values().size() == 1);
            messages.assertValue(Message.text(TEXT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentIsCompressedFromTheThresholdOnIfThatMakesItSmaller(Side side) throws Exception {
        byte[] noise = new byte[1_000];
        new Random(3).nextBytes(noise);
        try (Link link = CompressedLink.open(side)) {
            Wait.done(link.connection()
                    .send(Flowable.just(
                            Message.text("a".repeat(255)),
                            Message.text("a".repeat(256)),
                            BinaryMessage.ofShared(noise),
                            BinaryMessage.ofShared(BYTES))));
            assertThat(plain(link, Frame.TEXT)).hasSize(255);
            assertThat(inflated(link, Frame.TEXT)).asString(UTF_8).isEqualTo("a".repeat(256));
            assertThat(plain(link, Frame.BINARY)).isEqualTo(noise);
            assertThat(inflated(link, Frame.BINARY)).isEqualTo(BYTES);
        }
    }

    @ParameterizedTest
    @EnumSource
    void countersTellWhatWasSavedOnTheWire(Side side) throws Exception {
        try (Link link = CompressedLink.open(side)) {
            TestSubscriber<Message> unused = link.connection().messages().test();
            Wait.done(link.connection().send(Message.text(TEXT)));
            int sent = link.peer().read().payload().length;
            Frame message = PeerDeflate.message(Frame.BINARY, new byte[5_000]);
            link.peer().send(message, Frame.binary(new byte[10]));
            Wait.until(() -> link.connection().counters().messagesDelivered() == 2);

            ConnectionCounters counters = link.connection().counters();
            assertThat(counters.bytesSent()).isEqualTo(BYTES.length);
            assertThat(counters.wireBytesSent()).isEqualTo(sent).isLessThan(BYTES.length / 5);
            assertThat(counters.bytesReceived()).isEqualTo(5_010);
            assertThat(counters.wireBytesReceived()).isEqualTo(message.payload().length + 10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerAllowedToMayReferToItsEarlierMessages(Side side) throws Exception {
        ConnectionOptions options = CompressedLink.OPTIONS.withCompression(Compression.ON.withPeerContext(true));
        String header = side == Side.SERVER ? CompressedLink.OFFER : "Sec-WebSocket-Extensions: permessage-deflate";
        byte[] noise = new byte[1_000];
        new Random(4).nextBytes(noise);
        try (Link link = Link.open(side, options, header);
                PeerDeflate peer = new PeerDeflate()) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            for (int i = 0; i < 10; i++) {
                byte[] deflated = peer.next(noise);
                assertThat(i == 0 || deflated.length < 100).isTrue();
                link.peer().send(PeerDeflate.compressed(Frame.binary(deflated)));
            }
            Wait.until(() -> messages.values().size() == 10);
            assertThat(messages.values()).containsOnly(BinaryMessage.ofShared(noise));
            assertThat(InflaterPool.inUse()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageThatArrivedInPartHoldsAnInflaterUntilTheConnectionEnds(Side side) throws Exception {
        try (Link link = CompressedLink.open(side)) {
            assertThat(InflaterPool.inUse()).isZero();
            link.peer().send(PeerDeflate.message(Frame.TEXT, BYTES).unfinished());
            Wait.until(() -> InflaterPool.inUse() == 1);
            link.peer().reset();
            link.closed();
            Wait.until(() -> InflaterPool.inUse() == 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void compressedMessagesCanBeStreamed(Side side) throws Exception {
        try (Link link = CompressedLink.open(side)) {
            TestSubscriber<String> contents = link.connection()
                    .streams()
                    .concatMapSingle(stream -> stream.content()
                            .reduce(Buffer.buffer(), Buffer::appendBuffer)
                            .map(buffer -> stream.isText() + " " + buffer.toString(UTF_8)))
                    .test();
            link.peer().send(PeerDeflate.message(Frame.TEXT, BYTES), PeerDeflate.message(Frame.BINARY, BYTES));
            Wait.until(() -> contents.values().size() == 2);
            contents.assertValues("true " + TEXT, "false " + TEXT);
        }
    }

    static Stream<Arguments> offences() {
        byte[] broken = BYTES.clone();
        broken[BYTES.length - 500] = (byte) 0xFF;
        byte[] deflated = PeerDeflate.fresh(BYTES);
        List<Offence> offences = List.of(
                new Offence(
                        "a continuation marked as compressed",
                        CloseCode.PROTOCOL_ERROR,
                        List.of(
                                PeerDeflate.compressed(Frame.binary(deflated)).unfinished(),
                                PeerDeflate.compressed(Frame.continuation()))),
                new Offence(
                        "a ping marked as compressed",
                        CloseCode.PROTOCOL_ERROR,
                        List.of(PeerDeflate.compressed(Frame.ping("")))),
                new Offence(
                        "a close marked as compressed",
                        CloseCode.PROTOCOL_ERROR,
                        List.of(PeerDeflate.compressed(Frame.close(1000, "")))),
                new Offence(
                        "another reserved bit",
                        CloseCode.PROTOCOL_ERROR,
                        List.of(Frame.binary(deflated).reserved(6))),
                new Offence(
                        "no deflated data",
                        CloseCode.INVALID_PAYLOAD,
                        List.of(PeerDeflate.compressed(Frame.binary(new byte[] {-1, -1, -1})))),
                new Offence(
                        "data that ends too early",
                        CloseCode.INVALID_PAYLOAD,
                        List.of(PeerDeflate.compressed(Frame.binary(Arrays.copyOf(deflated, deflated.length / 2))))),
                new Offence(
                        "text that is no UTF-8",
                        CloseCode.INVALID_PAYLOAD,
                        List.of(PeerDeflate.message(Frame.TEXT, broken))),
                new Offence(
                        "text that is no UTF-8, of which more will come",
                        CloseCode.INVALID_PAYLOAD,
                        List.of(PeerDeflate.message(Frame.TEXT, broken).unfinished())),
                new Offence(
                        "text that ends within a character",
                        CloseCode.INVALID_PAYLOAD,
                        List.of(PeerDeflate.message(
                                Frame.TEXT, Arrays.copyOf("ü".repeat(200).getBytes(UTF_8), 399)))),
                new Offence(
                        "a message over the limit",
                        CloseCode.TOO_LARGE,
                        List.of(PeerDeflate.message(Frame.BINARY, new byte[MAX + 1]))),
                new Offence(
                        "a message over the limit, of which more will come",
                        CloseCode.TOO_LARGE,
                        List.of(PeerDeflate.message(Frame.BINARY, new byte[MAX + 1])
                                .unfinished())),
                new Offence(
                        "a frame over the limit",
                        CloseCode.TOO_LARGE,
                        List.of(PeerDeflate.compressed(Frame.binary(new byte[MAX + 1])))));
        return Stream.of(Side.values())
                .flatMap(side -> offences.stream()
                        .map(offence ->
                                Arguments.argumentSet(side + ": " + offence.name, side, offence.code, offence.frames)));
    }

    private record Offence(String name, int code, List<Frame> frames) {}

    @ParameterizedTest
    @MethodSource("offences")
    void anOffenceIsAnsweredWithItsCode(Side side, int code, List<Frame> frames) throws Exception {
        try (Link link = CompressedLink.open(side, CompressedLink.OPTIONS.withMaxMessageBytes(MAX))) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer().send(PeerDeflate.message(Frame.BINARY, new byte[MAX]));
            link.peer().send(frames.toArray(Frame[]::new));
            assertThat(link.peer().readClose().closeCode()).isEqualTo(code);
            link.peer().close();
            assertThat(link.closed().code()).isEqualTo(code);
            Wait.until(() -> InflaterPool.inUse() == 0);
            messages.assertValue(BinaryMessage.ofShared(new byte[MAX]));
        }
    }

    private static byte[] plain(Link link, int opcode) {
        return payload(link, opcode, false, payload -> payload);
    }

    private static byte[] inflated(Link link, int opcode) {
        return payload(link, opcode, true, PeerDeflate::inflate);
    }

    private static byte[] payload(Link link, int opcode, boolean compressed, Function<byte[], byte[]> reading) {
        Frame frame = link.peer().read();
        assertThat(frame.opcode()).isEqualTo(opcode);
        assertThat(frame.isFinal()).isTrue();
        assertThat(PeerDeflate.isCompressed(frame)).isEqualTo(compressed);
        assertThat(frame.reservedBits()).isEqualTo(compressed ? 4 : 0);
        return reading.apply(frame.payload());
    }
}
