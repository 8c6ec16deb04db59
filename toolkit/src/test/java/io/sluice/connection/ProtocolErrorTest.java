package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that breaks the protocol is told so by the code RFC 6455 has for it, and is not listened to any more. */
final class ProtocolErrorTest {

    private static final int MAX = 10_000;
    private static final byte[] SURROGATE = {(byte) 0xED, (byte) 0xA0, (byte) 0x80};
    private static final byte[] OVERLONG = {(byte) 0xC0, (byte) 0xAF};
    private static final byte[] EURO = "€".getBytes(UTF_8);

    static Stream<Arguments> offencesOnEitherSide() {
        return Stream.of(Side.values())
                .flatMap(side -> offences()
                        .map(offence -> argumentSet(
                                offence.name + ", seen by the " + side, side, offence.code, offence.commit)));
    }

    private record Offence(String name, int code, Consumer<RawPeer> commit) {}

    private static Stream<Offence> offences() {
        return Stream.of(
                offence("wrong masking", CloseCode.PROTOCOL_ERROR, peer -> peer.sendWronglyMasked(Frame.text("x"))),
                offence(
                        "reserved bit 1",
                        CloseCode.PROTOCOL_ERROR,
                        Frame.text("x").reserved(4)),
                offence(
                        "reserved bit 2",
                        CloseCode.PROTOCOL_ERROR,
                        Frame.text("x").reserved(2)),
                offence(
                        "reserved bit 3 of a ping",
                        CloseCode.PROTOCOL_ERROR,
                        Frame.ping("x").reserved(1)),
                offence("reserved data opcode", CloseCode.PROTOCOL_ERROR, Frame.of(0x3)),
                offence("reserved control opcode", CloseCode.PROTOCOL_ERROR, Frame.of(0xB)),
                offence("continuation of nothing", CloseCode.PROTOCOL_ERROR, Frame.continuation((byte) 1)),
                offence(
                        "continuation after the last fragment",
                        CloseCode.PROTOCOL_ERROR,
                        Frame.text("a").unfinished(),
                        Frame.continuation(),
                        Frame.continuation()),
                offence(
                        "a message within another",
                        CloseCode.PROTOCOL_ERROR,
                        Frame.text("a").unfinished(),
                        Frame.text("b")),
                offence(
                        "fragmented ping",
                        CloseCode.PROTOCOL_ERROR,
                        Frame.ping("a").unfinished()),
                offence("ping of 126 bytes", CloseCode.PROTOCOL_ERROR, Frame.of(Frame.PING, new byte[126])),
                offence("close of 126 bytes", CloseCode.PROTOCOL_ERROR, Frame.close(4000, "x".repeat(124))),
                offence("close of one byte", CloseCode.PROTOCOL_ERROR, Frame.of(Frame.CLOSE, (byte) 3)),
                offence("close with code 999", CloseCode.PROTOCOL_ERROR, Frame.close(999, "")),
                offence("close with code 1005", CloseCode.PROTOCOL_ERROR, Frame.close(CloseCode.NO_STATUS, "")),
                offence("close with code 1006", CloseCode.PROTOCOL_ERROR, Frame.close(CloseCode.ABNORMAL, "")),
                offence("close with code 2000", CloseCode.PROTOCOL_ERROR, Frame.close(2000, "")),
                offence(
                        "close with a reason that is not UTF-8",
                        CloseCode.INVALID_PAYLOAD,
                        Frame.of(Frame.CLOSE, (byte) 0x0F, (byte) 0xA0, (byte) 0xFF)),
                offence("a surrogate", CloseCode.INVALID_PAYLOAD, Frame.of(Frame.TEXT, SURROGATE)),
                offence("an overlong form", CloseCode.INVALID_PAYLOAD, Frame.of(Frame.TEXT, OVERLONG)),
                offence(
                        "text that ends within a character",
                        CloseCode.INVALID_PAYLOAD,
                        Frame.of(Frame.TEXT, Arrays.copyOf(EURO, 2))),
                offence(
                        "a character cut by a fragment, and broken",
                        CloseCode.INVALID_PAYLOAD,
                        Frame.of(Frame.TEXT, Arrays.copyOf(EURO, 2)).unfinished(),
                        Frame.continuation((byte) 'x')),
                offence(
                        "a character cut by a fragment, and never ended",
                        CloseCode.INVALID_PAYLOAD,
                        Frame.of(Frame.TEXT, Arrays.copyOf(EURO, 2)).unfinished(),
                        Frame.continuation()),
                offence("a frame over the limit", CloseCode.TOO_LARGE, Frame.binary(new byte[MAX + 1])),
                offence(
                        "fragments over the limit",
                        CloseCode.TOO_LARGE,
                        Frame.binary(new byte[MAX]).unfinished(),
                        Frame.continuation((byte) 1).unfinished()),
                offence("small fragments over the limit", CloseCode.TOO_LARGE, peer -> {
                    peer.send(Frame.text("a").unfinished());
                    for (int i = 0; i < MAX; i++) {
                        peer.send(Frame.continuation((byte) 'a').unfinished());
                    }
                }));
    }

    @ParameterizedTest
    @MethodSource("offencesOnEitherSide")
    void anOffenceIsAnsweredWithItsCode(Side side, int code, Consumer<RawPeer> offend) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withMaxMessageBytes(MAX))) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer().send(Frame.text("before"));
            offend.accept(link.peer());

            Frame close = link.peer().read();
            assertThat(close.opcode()).isEqualTo(Frame.CLOSE);
            assertThat(close.closeCode()).isEqualTo(code);
            assertThat(link.peer().readEnd()).isEqualTo(RawPeer.End.FIN);
            link.peer().close();

            CloseStatus status = link.closed();
            assertThat(status.code()).isEqualTo(code);
            assertThat(status.initiator()).isEqualTo(CloseStatus.Initiator.LOCAL);
            assertThat(status.clean()).isFalse();
            Wait.untilAsserted(() -> messages.assertError(failure -> failure instanceof ConnectionClosedException closed
                    && closed.status().equals(status)));
            assertThat(messages.values()).startsWith(Message.text("before"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLengthThatNoMemoryHoldsIsRefusedByItsHeader(Side side) throws Exception {
        for (long length : new long[] {1L << 40, Long.MAX_VALUE, -1}) {
            try (Link link = Link.open(side, TestServer.CALM.withMaxMessageBytes(MAX))) {
                link.peer().sendBytes(Frame.header(0x80 | Frame.BINARY, length, side == Side.SERVER), new byte[4]);
                assertThat(link.peer().read().closeCode()).isIn(CloseCode.TOO_LARGE, CloseCode.PROTOCOL_ERROR);
                link.peer().close();
                link.closed();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFollowsAnOffenceIsNotReadAsMessages(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withMaxMessageBytes(MAX))) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer().send(Frame.of(0x3), Frame.text("after"), Frame.close(4321, "after"));
            assertThat(link.peer().read().closeCode()).isEqualTo(CloseCode.PROTOCOL_ERROR);
            link.peer().close();
            assertThat(link.closed().code()).isEqualTo(CloseCode.PROTOCOL_ERROR);
            messages.assertNoValues();
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfExactlyTheLimitPass(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withMaxMessageBytes(MAX))) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            link.peer()
                    .send(
                            Frame.binary(new byte[MAX]),
                            Frame.binary(new byte[MAX - 1]).unfinished(),
                            Frame.continuation((byte) 1),
                            Frame.binary(new byte[MAX]).unfinished(),
                            Frame.continuation());
            Wait.until(() -> messages.values().size() == 3);
            assertThat(messages.values()).extracting(Message::size).containsOnly(MAX);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCharacterMayBeCutByFragmentsAndPackets(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> messages = link.connection().messages().test();
            byte[] face = "😀".getBytes(UTF_8);
            link.peer()
                    .sendInPieces(
                            link.peer()
                                    .encode(
                                            Frame.of(Frame.TEXT, face[0]).unfinished(),
                                            Frame.continuation(face[1], face[2]).unfinished(),
                                            Frame.continuation(face[3])),
                            1);
            Wait.until(() -> messages.values().size() == 1);
            messages.assertValues(Message.text("😀"));
        }
    }

    private static Offence offence(String name, int code, Frame... frames) {
        return offence(name, code, peer -> peer.send(frames));
    }

    private static Offence offence(String name, int code, Consumer<RawPeer> offend) {
        return new Offence(name, code, offend);
    }
}
