package io.sluice.conformance;

import io.sluice.conformance.Case.Script;
import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Messages in fragments, with control frames between them and without (RFC 6455 section 5.4). */
final class FragmentationTest extends ConformanceTest {

    private static final Frame FIRST = Frame.text("first ").unfinished();
    private static final Frame MIDDLE =
            Frame.continuation(Payloads.utf8("middle ")).unfinished();
    private static final Frame LAST = Frame.continuation(Payloads.utf8("last"));

    FragmentationTest() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int opcode : new int[] {Frame.TEXT, Frame.BINARY}) {
            for (int fragments = 2; fragments <= 4; fragments++) {
                for (int empty = 0; empty < 1 << fragments; empty++) {
                    addMessage(cases, opcode, fragments, empty);
                }
            }
        }
        addControls(cases);
        addOffences(cases);
        return cases;
    }

    /**
     * @param empty one bit for each fragment that is empty
     */
    private static void addMessage(List<Case> cases, int opcode, int fragments, int empty) {
        byte[][] parts = new byte[fragments][];
        StringBuilder whole = new StringBuilder();
        StringBuilder shape = new StringBuilder();
        for (int i = 0; i < fragments; i++) {
            String part = (empty >> i & 1) == 1 ? "" : "part " + i + ";";
            parts[i] = Payloads.utf8(part);
            whole.append(part);
            shape.append(part.isEmpty() ? "-" : "x");
        }
        Frame[] frames = Payloads.fragments(opcode, parts);
        Frame message = Frame.of(opcode, Payloads.utf8(whole.toString()));
        String name = Payloads.kind(opcode) + " in fragments " + shape;
        cases.add(Case.of(name + " in one write").send(frames).expect(message).staysOpen());
        cases.add(Case.of(name + " in a write each")
                .sendEach(frames)
                .expect(message)
                .staysOpen());
        cases.add(Case.of(name + " octet by octet")
                .inPieces(1, frames)
                .expect(message)
                .staysOpen());
        cases.add(pinged(Case.of(name + ", each ping between them answered first"), frames)
                .expect(message)
                .staysOpen());
        cases.add(Case.of(name + " with pings between them in one write")
                .send(withPings(frames))
                .expect(pongs(fragments - 1))
                .expect(message)
                .staysOpen());
        cases.add(Case.of(name + " with pings between them octet by octet")
                .inPieces(1, withPings(frames))
                .expect(pongs(fragments - 1))
                .expect(message)
                .staysOpen());
    }

    /** Every fragment is sent when the pings before it have been answered. */
    static Script pinged(Script script, Frame... fragments) {
        for (int i = 0; i < fragments.length - 1; i++) {
            script = script.send(fragments[i], Frame.ping("ping " + i)).expect(Frame.pong("ping " + i));
        }
        return script.send(fragments[fragments.length - 1]);
    }

    private static Frame[] withPings(Frame... fragments) {
        List<Frame> all = new ArrayList<>(List.of(fragments));
        for (int i = fragments.length - 1; i > 0; i--) {
            all.add(i, Frame.ping("ping " + (i - 1)));
        }
        return all.toArray(Frame[]::new);
    }

    private static Frame[] pongs(int count) {
        Frame[] pongs = new Frame[count];
        Arrays.setAll(pongs, i -> Frame.pong("ping " + i));
        return pongs;
    }

    private static void addControls(List<Case> cases) {
        Frame whole = Frame.text("first middle last");
        cases.add(Case.of("pongs between fragments are taken without an answer")
                .send(FIRST, Frame.pong("1"), MIDDLE, Frame.pong("2"), LAST)
                .expect(whole)
                .staysOpen());
        cases.add(Case.of("two pings in one gap")
                .send(FIRST, Frame.ping("1"), Frame.ping("2"), MIDDLE, LAST)
                .expect(Frame.pong("1"), Frame.pong("2"), whole)
                .staysOpen());
        cases.add(Case.of("a ping after two fragments, another after four, in their time")
                .send(FIRST, MIDDLE, Frame.ping("1"))
                .expect(Frame.pong("1"))
                .send(MIDDLE, MIDDLE, Frame.ping("2"))
                .expect(Frame.pong("2"))
                .send(LAST)
                .expect(Frame.text("first middle middle middle last"))
                .staysOpen());
        cases.add(Case.of("an empty ping between fragments")
                .send(FIRST, Frame.of(Frame.PING), LAST)
                .expect(Frame.of(Frame.PONG), Frame.text("first last"))
                .staysOpen());
        cases.add(Case.of("a close between fragments is answered; the message is not")
                .send(FIRST, MIDDLE, Frame.close(CloseCode.NORMAL, ""), LAST)
                .answered(Frame.close(CloseCode.NORMAL, "")));
        cases.add(Case.of("messages in fragments, one after the other")
                .send(FIRST, LAST, FIRST, MIDDLE, LAST, Frame.text("whole"), FIRST, LAST)
                .expect(Frame.text("first last"), whole, Frame.text("whole"), Frame.text("first last"))
                .staysOpen());
        cases.add(Case.of("a thousand fragments of a byte")
                .send(Payloads.fragments(Payloads.message(Frame.BINARY, 1_000), 1))
                .expect(Payloads.message(Frame.BINARY, 1_000))
                .staysOpen());
        cases.add(Case.of("a thousand empty fragments")
                .send(Payloads.fragments(Frame.TEXT, new byte[1_000][0]))
                .expect(Frame.text(""))
                .staysOpen());
    }

    private static void addOffences(List<Case> cases) {
        Frame text = Frame.text("whole");
        for (Frame control : new Frame[] {Frame.ping("p"), Frame.pong("p"), Frame.close(CloseCode.NORMAL, "")}) {
            String kind = "control frame " + control.opcode() + " in fragments";
            addOffence(cases, kind, control.unfinished(), Frame.continuation((byte) 'q'));
            cases.add(Case.of(kind + ", between fragments")
                    .send(FIRST, control.unfinished(), LAST)
                    .refused(CloseCode.PROTOCOL_ERROR));
        }
        addOffence(cases, "a last continuation of nothing", LAST, text);
        addOffence(cases, "a continuation of nothing", MIDDLE, text);
        addOffence(cases, "an empty last continuation of nothing", Frame.continuation(), text);
        addOffence(
                cases, "an empty continuation of nothing", Frame.continuation().unfinished(), text);
        addOffence(cases, "a continuation of nothing, then a message in fragments", MIDDLE, FIRST, LAST);
        addOffence(cases, "a last continuation of nothing, then a message in fragments", LAST, FIRST, LAST);
        addOffence(cases, "a text within a text", FIRST, text);
        addOffence(cases, "the start of a text within a text", FIRST, FIRST);
        addOffence(cases, "a binary within a text", FIRST, Frame.binary((byte) 1));
        addOffence(cases, "a text within a binary", Frame.binary((byte) 1).unfinished(), text);
        addOffence(cases, "a text after an empty start", Frame.text("").unfinished(), text);
        addOffence(cases, "a text within a text of three frames", FIRST, MIDDLE, text);
        cases.add(Case.of("a message in fragments is echoed before a continuation of nothing is refused")
                .send(FIRST, LAST, MIDDLE, text)
                .expect(Frame.text("first last"))
                .refused(CloseCode.PROTOCOL_ERROR));
        cases.add(Case.of("a ping is answered before a text within a text is refused")
                .send(FIRST, Frame.ping("p"), text)
                .expect(Frame.pong("p"))
                .refused(CloseCode.PROTOCOL_ERROR));
    }

    private static void addOffence(List<Case> cases, String name, Frame... frames) {
        cases.add(Case.of(name + " in one write").send(frames).refused(CloseCode.PROTOCOL_ERROR));
        cases.add(Case.of(name + " in a write each").sendEach(frames).refused(CloseCode.PROTOCOL_ERROR));
        cases.add(Case.of(name + " octet by octet").inPieces(1, frames).refused(CloseCode.PROTOCOL_ERROR));
        cases.add(Case.of(name + " after a message")
                .echoes(Frame.text("before"))
                .send(frames)
                .refused(CloseCode.PROTOCOL_ERROR));
    }
}
