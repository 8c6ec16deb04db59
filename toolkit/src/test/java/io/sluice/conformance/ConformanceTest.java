package io.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseStatus;
import io.sluice.wire.Frame;
import io.sluice.wire.PeerDeflate;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs the cases of one section: each a connection of its own, to our server and from our client. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConformanceTest {

    /** The largest message of the suite. */
    static final int LARGEST = 16 << 20;

    private final List<Case> cases;
    private final List<Echo> done = new ArrayList<>();
    private final Echoes echoes;

    ConformanceTest(List<Case> cases) {
        this(cases, TestServer.CALM.withMaxMessageBytes(LARGEST));
    }

    /**
     * @param headers what the raw peers add to their part of the handshake
     */
    ConformanceTest(List<Case> cases, ConnectionOptions options, String... headers) {
        this.cases = cases;
        echoes = new Echoes(options, headers);
    }

    final Stream<Arguments> casesOnEitherSide() {
        return cases.stream()
                .flatMap(each -> Stream.of(Side.values())
                        .map(side -> argumentSet(each.name() + ", seen by our " + side, side, each)));
    }

    @ParameterizedTest
    @MethodSource("casesOnEitherSide")
    final void conforms(Side side, Case expected) {
        try (Echoes.Pair pair = echoes.open(side)) {
            done.add(pair.echo());
            for (Step step : expected.steps()) {
                take(step, pair.peer());
            }
            end(expected.ending(), pair);
            pair.echo().assertEndedOnce();
        }
    }

    @AfterAll
    final void nothingHasEndedTwice() {
        echoes.close();
        done.forEach(Echo::assertEndedOnce);
    }

    private static void take(Step step, RawPeer peer) {
        if (step instanceof Step.Send send) {
            for (byte[] write : send.writes(peer.isClient())) {
                peer.sendInPieces(write, send.piece() > 0 ? send.piece() : Math.max(1, write.length));
            }
        } else if (step instanceof Step.Expect expect) {
            for (Frame frame : expect.frames()) {
                assertThat(peer.read()).isEqualTo(frame);
            }
        } else if (step instanceof Step.ExpectDeflated expect) {
            Frame frame = peer.read();
            assertThat(PeerDeflate.isCompressed(frame))
                    .as("compressed " + frame)
                    .isTrue();
            assertThat(frame.payload().length).isLessThan(expect.message().payload().length);
            assertThat(Deflate.inflated(frame)).isEqualTo(expect.message());
        }
    }

    private static void end(Ending ending, Echoes.Pair pair) {
        if (ending instanceof Ending.Answered answered) {
            endAnswered(answered.answer(), pair);
        } else if (ending instanceof Ending.Refused refused) {
            endRefused(refused.code(), pair);
        }
    }

    private static void endAnswered(Frame answer, Echoes.Pair pair) {
        RawPeer peer = pair.peer();
        assertThat(peer.read()).isEqualTo(answer);
        if (peer.isClient()) {
            assertThat(peer.readEnd()).isEqualTo(RawPeer.End.FIN);
        }
        peer.close();
        assertThat(pair.echo().closed())
                .isEqualTo(
                        new CloseStatus(answer.closeCode(), answer.closeReason(), CloseStatus.Initiator.REMOTE, true));
    }

    private static void endRefused(int code, Echoes.Pair pair) {
        RawPeer peer = pair.peer();
        Frame close = peer.read();
        assertThat(close.opcode()).as("opcode of " + close).isEqualTo(Frame.CLOSE);
        assertThat(close.closeCode()).isEqualTo(code);
        assertThat(peer.readEnd()).isEqualTo(RawPeer.End.FIN);
        peer.close();
        CloseStatus status = pair.echo().closed();
        assertThat(status.code()).isEqualTo(code);
        assertThat(status.initiator()).isEqualTo(CloseStatus.Initiator.LOCAL);
        assertThat(status.clean()).isFalse();
    }
}
