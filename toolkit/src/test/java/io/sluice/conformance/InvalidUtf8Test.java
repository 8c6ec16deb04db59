package io.sluice.conformance;

import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What is not UTF-8 fails the connection at the first byte that nothing could mend (RFC 6455 section 8.1). */
final class InvalidUtf8Test extends ConformanceTest {

    private static final byte[] BEFORE = Payloads.utf8("good before: é € 😀 ");
    private static final byte[] NEVER_SENT = Payloads.utf8("never sent");
    private static final byte[] NOTHING = {};
    /** Validators that look at eight bytes or more at once have their edges within. */
    private static final int WORDS = 17;

    InvalidUtf8Test() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Utf8Samples.Invalid sample : Utf8Samples.invalid()) {
            addWhole(cases, sample);
            if (sample.isOnlyCutOff()) {
                addCutOff(cases, sample.name(), sample.bytes());
            } else {
                addFailFast(cases, sample.name(), Arrays.copyOf(sample.bytes(), sample.fatal() + 1));
            }
        }
        for (int before = 0; before < WORDS; before++) {
            addAt(cases, before);
        }
        return cases;
    }

    private static void addWhole(List<Case> cases, Utf8Samples.Invalid sample) {
        byte[] text = Utf8Samples.join(BEFORE, sample.bytes());
        cases.add(refused(Case.of(sample.name()).send(Frame.of(Frame.TEXT, text))));
        cases.add(refused(Case.of(sample.name() + " octet by octet").inPieces(1, Frame.of(Frame.TEXT, text))));
    }

    private static void addCutOff(List<Case> cases, String name, byte[] bytes) {
        byte[] text = Utf8Samples.join(BEFORE, bytes);
        cases.add(refused(
                Case.of(name + ", and an empty last fragment").send(Payloads.fragments(Frame.TEXT, text, NOTHING))));
        cases.add(refused(Case.of(name + " is no error before the last fragment")
                .send(Frame.of(Frame.TEXT, text).unfinished(), Frame.ping("so far"))
                .expect(Frame.pong("so far"))
                .send(Frame.continuation())));
    }

    /**
     * @param bytes up to the fatal one
     */
    private static void addFailFast(List<Case> cases, String name, byte[] bytes) {
        byte[] text = Utf8Samples.join(BEFORE, bytes);
        byte[] start = Arrays.copyOf(text, text.length - 1);
        byte[] fatal = {text[text.length - 1]};
        cases.add(refused(Case.of(name + " in the second fragment of more")
                .echoes(Frame.text("before"))
                .send(Frame.of(Frame.TEXT, BEFORE).unfinished())
                .send(Frame.continuation(bytes).unfinished())));
        cases.add(refused(Case.of(name + " with its fatal byte in a fragment of more")
                .send(Frame.of(Frame.TEXT, start).unfinished(), Frame.ping("so far"))
                .expect(Frame.pong("so far"))
                .send(Frame.continuation(fatal).unfinished())));
        Frame unfinished = Frame.of(Frame.TEXT, Utf8Samples.join(text, NEVER_SENT));
        cases.add(refused(Case.of(name + " before the frame is all here").sendAllBut(NEVER_SENT.length, unfinished)));
        cases.add(refused(Case.of(name + " before the second frame is all here")
                .send(Frame.of(Frame.TEXT, start).unfinished())
                .sendAllBut(NEVER_SENT.length, Frame.continuation(Utf8Samples.join(fatal, NEVER_SENT)))));
    }

    private static void addAt(List<Case> cases, int before) {
        byte[] letters = Payloads.utf8("a".repeat(before));
        byte[] more = Payloads.utf8("z".repeat(WORDS - before));
        for (byte[] bad : new byte[][] {{(byte) 0xFF}, {(byte) 0xE2, 'x'}, {(byte) 0xED, (byte) 0xA0}}) {
            String name = "%02X and so on behind %d letters".formatted(bad[0] & 0xFF, before);
            byte[] text = Utf8Samples.join(letters, bad, more);
            cases.add(refused(Case.of(name).send(Frame.of(Frame.TEXT, text))));
            cases.add(refused(Case.of(name + " in a fragment of more")
                    .send(Frame.of(Frame.TEXT, text).unfinished())));
            cases.add(refused(Case.of(name + " before the frame is all here")
                    .sendAllBut(more.length, Frame.of(Frame.TEXT, text))));
            cases.add(refused(Case.of(name + " before the large frame is all here")
                    .sendAllBut(100_000, Frame.of(Frame.TEXT, Utf8Samples.join(letters, bad, new byte[100_000])))));
        }
    }

    private static Case refused(Case.Script script) {
        return script.refused(CloseCode.INVALID_PAYLOAD);
    }
}
