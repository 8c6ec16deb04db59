package io.sluice.conformance;

import static io.sluice.conformance.Deflate.compressed;
import static io.sluice.conformance.Deflate.deflated;

import io.sluice.connection.Compression;
import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import io.sluice.wire.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

/** Compressed messages, each from a fresh context (RFC 7692 sections 6, 7.2 and 8). */
final class CompressedMessagesTest extends ConformanceTest {

    static final String AGREEMENT =
            "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    private static final int LIMIT = 200_000;
    private static final int THRESHOLD = 256;
    private static final int[] SIZES = {16, 64, 256, 1_024, 4_096, 8_192, 16_384, 32_768, 65_536, 131_072};
    private static final String HELLO = "f248cdc9c90700";

    CompressedMessagesTest() {
        super(
                cases(),
                TestServer.CALM.withMaxMessageBytes(LIMIT).withCompression(Compression.ON.withThreshold(THRESHOLD)),
                AGREEMENT);
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        addExamples(cases);
        addFragments(cases);
        addSizes(cases);
        addBlocks(cases);
        addReservedBits(cases);
        addGarbage(cases);
        addLimits(cases);
        addText(cases);
        return cases;
    }

    /** Those of RFC 7692 section 7.2.3, and their like. */
    private static void addExamples(List<Case> cases) {
        addHello(cases, "one block", HELLO);
        addHello(cases, "a stored block", "000500faff48656c6c6f00");
        addHello(cases, "a final block", "f348cdc9c9070000");
        addHello(cases, "a final block, and nothing behind it", "f348cdc9c90700");
        addHello(cases, "two blocks", "f248050000" + "00ffffcac9c90700");
        addHello(cases, "one block, its tail not taken off", HELLO + "0000ffff00");
        addHello(cases, "a stored block and an empty one", "000500faff48656c6c6f000000ffff00");
        for (int opcode : new int[] {Frame.TEXT, Frame.BINARY}) {
            String kind = Payloads.kind(opcode);
            Frame empty = Frame.of(opcode);
            cases.add(Case.of("an empty " + kind)
                    .send(compressed(opcode, "00"))
                    .expect(empty)
                    .staysOpen());
            cases.add(Case.of("an empty " + kind + " in an empty block with codes")
                    .send(compressed(opcode, "0200"))
                    .expect(empty)
                    .staysOpen());
            cases.add(Case.of("an empty " + kind + " in an empty first fragment")
                    .send(Deflate.fragments(opcode, new byte[0], new byte[1]))
                    .expect(empty)
                    .staysOpen());
        }
        cases.add(Case.of("compressed messages and others by turns")
                .send(compressed(Frame.TEXT, HELLO), Frame.text("plain"), compressed(Frame.BINARY, HELLO))
                .send(Frame.binary((byte) 1).unfinished(), Frame.continuation((byte) 2), compressed(Frame.TEXT, HELLO))
                .expect(Frame.text("Hello"), Frame.text("plain"), Frame.binary(Payloads.utf8("Hello")))
                .expect(Frame.binary((byte) 1, (byte) 2), Frame.text("Hello"))
                .staysOpen());
    }

    private static void addHello(List<Case> cases, String name, String hex) {
        Frame message = compressed(Frame.TEXT, hex);
        Frame hello = Frame.text("Hello");
        cases.add(Case.of("Hello in " + name).send(message).expect(hello).staysOpen());
        cases.add(Case.of("Hello in " + name + ", twice, octet by octet")
                .inPieces(1, message, message)
                .expect(hello, hello)
                .staysOpen());
        cases.add(Case.of("Hello in " + name + " and fragments of a byte")
                .send(Deflate.fragments(message, 1))
                .expect(hello)
                .staysOpen());
    }

    private static void addFragments(List<Case> cases) {
        byte[] whole = compressed(Frame.TEXT, HELLO).payload();
        Frame hello = Frame.text("Hello");
        for (int cut = 0; cut <= whole.length; cut++) {
            Frame[] halves = Deflate.fragments(
                    Frame.TEXT, Arrays.copyOf(whole, cut), Arrays.copyOfRange(whole, cut, whole.length));
            String name = "Hello in fragments of " + cut + " and " + (whole.length - cut) + " bytes";
            cases.add(Case.of(name).send(halves).expect(hello).staysOpen());
            cases.add(FragmentationTest.pinged(Case.of(name + ", a ping between them"), halves)
                    .expect(hello)
                    .staysOpen());
            cases.add(Case.of(name + ", and an empty one between them")
                    .send(halves[0], Frame.continuation().unfinished(), halves[1].unfinished(), Frame.continuation())
                    .expect(hello)
                    .staysOpen());
        }
    }

    private static void addSizes(List<Case> cases) {
        for (int size : SIZES) {
            Frame text = Payloads.message(Frame.TEXT, size);
            Frame binary = Frame.binary(text.payload());
            Frame noise = Payloads.message(Frame.BINARY, size);
            cases.add(echoed(Case.of("text of " + size + " bytes").send(deflated(text)), text));
            cases.add(echoed(Case.of("binary of " + size + " bytes").send(deflated(binary)), binary));
            cases.add(
                    echoed(Case.of("text of " + size + " bytes, not compressed").send(text), text));
            cases.add(Case.of("noise of " + size + " bytes, echoed as it is")
                    .send(deflated(noise))
                    .expect(noise)
                    .staysOpen());
            cases.add(echoed(
                    Case.of("text of " + size + " bytes in small fragments")
                            .send(Deflate.fragments(deflated(text), 16)),
                    text));
            cases.add(Case.of("noise of " + size + " bytes in fragments of 1000, in pieces of 331")
                    .inPieces(331, Deflate.fragments(deflated(noise), 1_000))
                    .expect(noise)
                    .staysOpen());
            Case.Script row = Case.of("20 round trips of " + size + " bytes");
            for (int i = 0; i < 20; i++) {
                Frame message = i % 2 == 0 ? text : binary;
                row = expect(row.send(deflated(message)), message);
            }
            cases.add(row.staysOpen());
        }
    }

    private static void addBlocks(List<Case> cases) {
        Frame text = Payloads.message(Frame.TEXT, 100_000);
        for (int level = 0; level <= 9; level++) {
            cases.add(echoed(Case.of("level " + level).send(deflated(text, level, Deflater.DEFAULT_STRATEGY)), text));
        }
        cases.add(echoed(Case.of("codes without references").send(deflated(text, 6, Deflater.HUFFMAN_ONLY)), text));
        cases.add(echoed(Case.of("a filtered strategy").send(deflated(text, 6, Deflater.FILTERED)), text));
        for (int size : new int[] {100, 1_000, 33_000}) {
            cases.add(
                    echoed(Case.of("blocks of " + size).send(Deflate.inBlocks(text, size, Deflater.SYNC_FLUSH)), text));
            cases.add(echoed(
                    Case.of("blocks of " + size + " that refer to nothing before them")
                            .send(Deflate.inBlocks(text, size, Deflater.FULL_FLUSH)),
                    text));
        }
        cases.add(echoed(Case.of("a final block").send(Deflate.finished(text)), text));
        cases.add(echoed(
                Case.of("final blocks, message by message")
                        .send(Deflate.finished(text))
                        .expectDeflated(text)
                        .send(Deflate.finished(text)),
                text));
    }

    private static void addReservedBits(List<Case> cases) {
        for (Frame control : List.of(Frame.ping("p"), Frame.pong("p"), Frame.emptyClose())) {
            cases.add(breach(Case.of("opcode " + control.opcode() + " that says to be compressed")
                    .send(control.reserved(4))));
        }
        Frame[] hello = Deflate.fragments(compressed(Frame.TEXT, HELLO), 3);
        cases.add(breach(Case.of("a last fragment that says to be compressed, too")
                .send(hello[0], hello[1], hello[2].reserved(4))));
        cases.add(breach(Case.of("a fragment that says to be compressed, too").send(hello[0], hello[1].reserved(4))));
        cases.add(breach(Case.of("a last fragment that says to be compressed, of a message that is not")
                .send(
                        Frame.text("a").unfinished(),
                        Frame.continuation((byte) 'b').reserved(4))));
        for (int bits : new int[] {1, 2, 3, 5, 6, 7}) {
            cases.add(breach(Case.of("reserved bits " + bits)
                    .send(Frame.of(Frame.TEXT, hello[0].payload()).reserved(bits))));
        }
        cases.add(breach(Case.of("a reserved opcode that says to be compressed")
                .send(Frame.of(3).reserved(4))));
        cases.add(breach(Case.of("a continuation of nothing that says to be compressed")
                .send(Frame.continuation((byte) 0).reserved(4))));
    }

    private static void addGarbage(List<Case> cases) {
        addGarbage(cases, "a block of the kind that is none", "06");
        addGarbage(cases, "a final block of the kind that is none", "07");
        addGarbage(cases, "a stored block of two lengths", "000500000048656c6c6f");
        addGarbage(cases, "a reference before the beginning", "f200110000");
        addGarbage(cases, "a table that is none", "fcffffffff");
        addGarbage(cases, "noise", "ffffffffffffffff");
        cases.add(invalid(Case.of("a reference to an earlier message")
                .send(compressed(Frame.TEXT, HELLO), compressed(Frame.TEXT, "f200110000"))
                .expect(Frame.text("Hello"))));
        Frame text = deflated(Payloads.message(Frame.TEXT, 1_000));
        cases.add(invalid(
                Case.of("a message cut off").send(compressed(Frame.TEXT, Arrays.copyOf(text.payload(), 40)))));
        cases.add(invalid(Case.of("a stored block cut off").send(compressed(Frame.TEXT, "000500faff4865"))));
    }

    private static void addGarbage(List<Case> cases, String name, String hex) {
        Frame garbage = compressed(Frame.BINARY, hex);
        cases.add(invalid(Case.of(name).send(garbage)));
        cases.add(invalid(Case.of(name + ", before the message is all here").send(garbage.unfinished())));
        cases.add(invalid(Case.of(name + ", after a good message in one write")
                .send(compressed(Frame.TEXT, HELLO), garbage, Frame.ping("behind"))
                .expect(Frame.text("Hello"))));
    }

    private static void addLimits(List<Case> cases) {
        Frame largest = Frame.binary(new byte[LIMIT]);
        cases.add(Case.of("zeros of the limit")
                .send(deflated(largest))
                .expectDeflated(largest)
                .staysOpen());
        for (int size : new int[] {LIMIT + 1, 2 * LIMIT, 64 << 20}) {
            Frame bomb = deflated(Frame.binary(new byte[size]));
            cases.add(tooLarge(Case.of(size + " zeros").send(bomb)));
            cases.add(tooLarge(Case.of(size + " zeros in fragments")
                    .send(Deflate.fragments(bomb, Math.min(bomb.payload().length - 1, 30_000)))));
            cases.add(tooLarge(
                    Case.of(size + " zeros before the message is all here").send(bomb.unfinished())));
            cases.add(tooLarge(Case.of(size + " zeros before the frame is all here")
                    .sendAllBut(10, compressed(Frame.BINARY, Utf8Samples.join(bomb.payload(), new byte[10])))));
        }
        Frame tooLong = compressed(Frame.BINARY, new byte[LIMIT + 1]);
        cases.add(tooLarge(Case.of("a compressed frame over the limit, refused by its header")
                .sendAllBut(LIMIT + 1, tooLong)));
    }

    private static void addText(List<Case> cases) {
        byte[] bad = Utf8Samples.join(Payloads.text(300), new byte[] {(byte) 0xED, (byte) 0xA0}, Payloads.text(300));
        cases.add(invalid(Case.of("text that is not UTF-8").send(deflated(Frame.of(Frame.TEXT, bad)))));
        cases.add(invalid(Case.of("text that is not UTF-8, before the message is all here")
                .send(deflated(Frame.of(Frame.TEXT, bad)).unfinished())));
        cases.add(invalid(Case.of("text that ends within a character")
                .send(deflated(Frame.of(Frame.TEXT, (byte) 0xE2, (byte) 0x82)))));
        cases.add(echoed(Case.of("binary that is not UTF-8").send(deflated(Frame.binary(bad))), Frame.binary(bad)));
        byte[] faces = Payloads.utf8("😀€é".repeat(50));
        Frame text = Frame.of(Frame.TEXT, faces);
        cases.add(
                echoed(Case.of("characters cut by blocks").send(Deflate.inBlocks(text, 1, Deflater.SYNC_FLUSH)), text));
        cases.add(echoed(
                Case.of("characters cut by blocks and fragments")
                        .send(Deflate.fragments(Deflate.inBlocks(text, 1, Deflater.SYNC_FLUSH), 5)),
                text));
    }

    /** Long enough messages come back compressed. */
    static Case.Script expect(Case.Script script, Frame message) {
        return message.payload().length < THRESHOLD ? script.expect(message) : script.expectDeflated(message);
    }

    private static Case echoed(Case.Script script, Frame message) {
        return expect(script, message).staysOpen();
    }

    private static Case breach(Case.Script script) {
        return script.refused(CloseCode.PROTOCOL_ERROR);
    }

    private static Case invalid(Case.Script script) {
        return script.refused(CloseCode.INVALID_PAYLOAD);
    }

    private static Case tooLarge(Case.Script script) {
        return script.refused(CloseCode.TOO_LARGE);
    }
}
