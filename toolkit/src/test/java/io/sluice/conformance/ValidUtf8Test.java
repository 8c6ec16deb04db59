package io.sluice.conformance;

import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Text passes unchanged, wherever its characters are cut (RFC 6455 section 5.6). */
final class ValidUtf8Test extends ConformanceTest {

    /** Validators that look at eight bytes or more at once have their edges within. */
    private static final int WORDS = 17;

    ValidUtf8Test() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        Utf8Samples.valid().forEach((name, text) -> addText(cases, name, Payloads.utf8(text)));
        addCuts(cases, Payloads.utf8("κόσμε"));
        addCuts(cases, Payloads.utf8("a µ € 😀 z"));
        for (int before = 0; before < WORDS; before++) {
            for (String character : List.of("é", "€", "😀")) {
                byte[] text = Payloads.utf8("a".repeat(before) + character + "z".repeat(WORDS - before));
                String name = "%04X behind %d letters".formatted(character.codePointAt(0), before);
                cases.add(Case.of(name).echoes(Frame.of(Frame.TEXT, text)).staysOpen());
                cases.add(inThrees(name, text));
            }
        }
        cases.add(Case.of("binary is not looked at")
                .echoes(Frame.binary((byte) 0xFF, (byte) 0xC0, (byte) 0x80))
                .staysOpen());
        cases.add(Case.of("binary in fragments is not looked at")
                .send(Payloads.fragments(Frame.binary((byte) 0xFF, (byte) 0xC0, (byte) 0x80), 1))
                .expect(Frame.binary((byte) 0xFF, (byte) 0xC0, (byte) 0x80))
                .staysOpen());
        cases.add(Case.of("pings and pongs are not looked at")
                .send(Frame.of(Frame.PONG, (byte) 0xFF), Frame.of(Frame.PING, (byte) 0xFF))
                .expect(Frame.of(Frame.PONG, (byte) 0xFF))
                .staysOpen());
        cases.add(Case.of("a ping between the bytes of a character is not part of it")
                .send(
                        Frame.of(Frame.TEXT, (byte) 0xE2).unfinished(),
                        Frame.of(Frame.PING, (byte) 0xFF),
                        Frame.continuation((byte) 0x82, (byte) 0xAC))
                .expect(Frame.of(Frame.PONG, (byte) 0xFF), Frame.text("€"))
                .staysOpen());
        return cases;
    }

    private static void addText(List<Case> cases, String name, byte[] text) {
        Frame message = Frame.of(Frame.TEXT, text);
        Frame[] perByte = Payloads.fragments(message, 1);
        cases.add(Case.of(name).echoes(message).staysOpen());
        cases.add(Case.of(name + " octet by octet")
                .inPieces(1, message)
                .expect(message)
                .staysOpen());
        cases.add(Case.of(name + " in fragments of a byte")
                .sendEach(perByte)
                .expect(message)
                .staysOpen());
        cases.add(FragmentationTest.pinged(Case.of(name + " in fragments of a byte, pings between them"), perByte)
                .expect(message)
                .staysOpen());
    }

    private static void addCuts(List<Case> cases, byte[] text) {
        for (int cut = 0; cut <= text.length; cut++) {
            byte[][] halves = {Arrays.copyOf(text, cut), Arrays.copyOfRange(text, cut, text.length)};
            cases.add(Case.of("fragments of " + cut + " and " + (text.length - cut) + " bytes")
                    .send(Payloads.fragments(Frame.TEXT, halves))
                    .expect(Frame.of(Frame.TEXT, text))
                    .staysOpen());
        }
    }

    private static Case inThrees(String name, byte[] text) {
        Frame message = Frame.of(Frame.TEXT, text);
        return Case.of(name + " in fragments of three bytes")
                .send(Payloads.fragments(message, 3))
                .expect(message)
                .staysOpen();
    }
}
