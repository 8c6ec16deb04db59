package io.sluice.conformance;

import static io.sluice.conformance.Deflate.compressed;

import io.sluice.connection.Compression;
import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import io.sluice.wire.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/** Compressed messages that refer to earlier ones, where that was agreed on (RFC 7692 section 7.2.3.2). */
final class ContextTakeoverTest extends ConformanceTest {

    private static final String AGREEMENT = "Sec-WebSocket-Extensions: permessage-deflate";
    private static final int LIMIT = 200_000;
    private static final Frame HELLO = Frame.text("Hello");
    private static final Frame FIRST = compressed(Frame.TEXT, "f248cdc9c90700");
    private static final Frame AGAIN = compressed(Frame.TEXT, "f200110000");

    ContextTakeoverTest() {
        super(
                cases(),
                TestServer.CALM.withMaxMessageBytes(LIMIT).withCompression(Compression.ON.withPeerContext(true)),
                AGREEMENT);
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        cases.add(Case.of("Hello again").send(FIRST, AGAIN).expect(HELLO, HELLO).staysOpen());
        cases.add(Case.of("Hello again octet by octet")
                .inPieces(1, FIRST, AGAIN)
                .expect(HELLO, HELLO)
                .staysOpen());
        cases.add(Case.of("Hello again in fragments")
                .send(Deflate.fragments(FIRST, 2))
                .send(Deflate.fragments(AGAIN, 2))
                .expect(HELLO, HELLO)
                .staysOpen());
        cases.add(Case.of("a plain message and a ping between do not count")
                .send(FIRST, Frame.text("plain"), Frame.ping("p"), AGAIN)
                .expect(HELLO, Frame.text("plain"), Frame.pong("p"), HELLO)
                .staysOpen());
        cases.add(Case.of("empty messages between do not count")
                .send(FIRST, compressed(Frame.TEXT, "00"), AGAIN)
                .expect(HELLO, Frame.text(""), HELLO)
                .staysOpen());
        cases.add(Case.of("a final block does not end the context")
                .send(compressed(Frame.TEXT, "f348cdc9c9070000"), AGAIN)
                .expect(HELLO, HELLO)
                .staysOpen());
        cases.add(Case.of("a reference before the first message").send(AGAIN).refused(CloseCode.INVALID_PAYLOAD));
        cases.add(Case.of("a fresh context each time is allowed as well")
                .send(FIRST, FIRST, FIRST)
                .expect(HELLO, HELLO, HELLO)
                .staysOpen());
        for (int size : new int[] {16, 64, 256, 1_024, 4_096, 16_384, 32_768, 65_536, 131_072}) {
            cases.add(row("20 messages of " + size + " bytes", size, 20, Integer.MAX_VALUE));
            cases.add(row("20 messages of " + size + " bytes in fragments", size, 20, 50));
        }
        for (int between : new int[] {30_000, 32_000, 32_767, 32_768, 32_769, 40_000}) {
            cases.add(farReference(between));
        }
        addBombs(cases);
        return cases;
    }

    private static Case row(String name, int size, int count, int fragment) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        Case.Script script = Case.of(name);
        for (int i = 0; i < count; i++) {
            Frame message = Payloads.message(i % 3 == 2 ? Frame.BINARY : Frame.TEXT, size);
            Frame deflated = Deflate.deflated(message, deflater);
            script = deflated.payload().length <= fragment
                    ? script.send(deflated)
                    : script.send(Deflate.fragments(deflated, fragment));
            script = message.opcode() == Frame.BINARY
                    ? script.expect(message) // noise does not get smaller
                    : CompressedMessagesTest.expect(script, message);
        }
        deflater.end();
        return script.staysOpen();
    }

    /** Noise that can only be shortened by its copy, {@code between} bytes before: at the window's far end, and beyond it. */
    private static Case farReference(int between) {
        byte[] start = Payloads.bytes(300);
        Frame first = Frame.binary(Arrays.copyOf(start, start.length));
        Frame filler = Frame.binary(Payloads.bytes(between - start.length));
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        Case script = Case.of("a reference back over " + between + " bytes")
                .send(Deflate.deflated(first, deflater), Deflate.deflated(filler, deflater))
                .send(Deflate.deflated(first, deflater))
                .expect(first, filler, first)
                .staysOpen();
        deflater.end();
        return script;
    }

    private static void addBombs(List<Case> cases) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        Frame zeros = Frame.binary(new byte[LIMIT]);
        cases.add(Case.of("the limit holds for each message, not for all of them")
                .send(Deflate.deflated(zeros, deflater), Deflate.deflated(zeros, deflater))
                .expectDeflated(zeros)
                .expectDeflated(zeros)
                .send(Deflate.deflated(Frame.binary(new byte[LIMIT + 1]), deflater))
                .refused(CloseCode.TOO_LARGE));
        deflater.end();
    }
}
