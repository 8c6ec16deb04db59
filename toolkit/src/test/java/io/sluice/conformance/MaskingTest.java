package io.sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients mask and servers do not; whoever does otherwise is refused (RFC 6455 sections 5.1 and 5.3). */
final class MaskingTest extends ConformanceTest {

    private static final int FRAMES = 1_000;

    MaskingTest() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        List<Frame> frames = List.of(
                Frame.text("text"),
                Frame.text(""),
                Frame.binary(Payloads.bytes(126)),
                Frame.binary(Payloads.bytes(65_536)),
                Frame.text("start").unfinished(),
                Frame.ping("ping"),
                Frame.pong("pong"),
                Frame.of(Frame.PING),
                Frame.emptyClose(),
                Frame.close(CloseCode.NORMAL, "bye"));
        for (Frame frame : frames) {
            cases.add(Case.of("wrongly masked: " + frame)
                    .sendBytes(masked -> frame.encode(!masked))
                    .refused(CloseCode.PROTOCOL_ERROR));
            cases.add(Case.of("wrongly masked after a good one: " + frame)
                    .echoes(Frame.text("good"))
                    .sendBytes(masked -> frame.encode(!masked))
                    .refused(CloseCode.PROTOCOL_ERROR));
        }
        cases.add(Case.of("a continuation wrongly masked")
                .send(Frame.text("good").unfinished())
                .sendBytes(masked -> Frame.continuation().encode(!masked))
                .refused(CloseCode.PROTOCOL_ERROR));
        for (int key : new int[] {0, -1, 1, 0xFF000000, 0x80808080}) {
            for (int size : new int[] {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 126, 65_536}) {
                Frame message = Payloads.message(Frame.TEXT, size);
                cases.add(Case.of("masking key %08X (of a client), %d bytes".formatted(key, size))
                        .sendBytes(masked -> masked ? maskedWith(key, message) : message.encode(false))
                        .expect(message)
                        .staysOpen());
            }
        }
        return cases;
    }

    private static byte[] maskedWith(int key, Frame message) {
        byte[] payload = message.payload();
        byte[] header = Frame.header(0x80 | message.opcode(), payload.length, true);
        ByteBuffer out = ByteBuffer.allocate(header.length + 4 + payload.length).put(header);
        byte[] keyBytes = ByteBuffer.allocate(4).putInt(key).array();
        out.put(keyBytes);
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ keyBytes[i & 3]));
        }
        return out.array();
    }

    @Test
    void ourClientTakesAFreshKeyForEveryFrame() {
        try (Echoes echoes = new Echoes(TestServer.CALM);
                Echoes.Pair pair = echoes.open(Side.CLIENT)) {
            RawPeer peer = pair.peer();
            Set<Integer> keys = new HashSet<>();
            int[] ones = new int[32];
            for (int i = 0; i < FRAMES; i++) {
                peer.send(i % 2 == 0 ? Frame.text("same") : Frame.ping("same"));
                int key = ByteBuffer.wrap(peer.readBytes(2 + 4 + 4)).getInt(2);
                keys.add(key);
                for (int bit = 0; bit < 32; bit++) {
                    ones[bit] += key >>> bit & 1;
                }
            }
            // By chance two of a thousand are the same once in nine thousand runs; three pairs, never.
            assertThat(keys).hasSizeGreaterThan(FRAMES - 3);
            // Eight standard deviations.
            assertThat(IntStream.of(ones))
                    .allSatisfy(count -> assertThat(count).isBetween(FRAMES / 2 - 127, FRAMES / 2 + 127));
        }
    }
}
