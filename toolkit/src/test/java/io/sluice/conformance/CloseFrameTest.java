package io.sluice.conformance;

import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Close frames good and bad, and what stands around them (RFC 6455 sections 5.5.1 and 7). */
final class CloseFrameTest extends ConformanceTest {

    private static final int[] VALID = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999
    };
    private static final int[] INVALID = {
        0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 32_768, 65_535
    };
    private static final Frame NORMAL = Frame.close(CloseCode.NORMAL, "");
    private static final Frame TEXT = Frame.text("some text");

    CloseFrameTest() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        addCodes(cases);
        addPayloads(cases);
        addNeighbours(cases);
        return cases;
    }

    private static void addCodes(List<Case> cases) {
        for (int code : VALID) {
            for (String reason : List.of("", "because of code " + code)) {
                Frame close = Frame.close(code, reason);
                String name = "code " + code + (reason.isEmpty() ? "" : " with a reason");
                cases.add(Case.of(name).send(close).answered(close));
                cases.add(Case.of(name + " octet by octet").inPieces(1, close).answered(close));
                cases.add(Case.of(name + " after a message")
                        .send(TEXT, close)
                        .expect(TEXT)
                        .answered(close));
            }
        }
        for (int code : INVALID) {
            addOffence(cases, "code " + code, CloseCode.PROTOCOL_ERROR, Frame.close(code, ""));
            addOffence(cases, "code " + code + " with a reason", CloseCode.PROTOCOL_ERROR, Frame.close(code, "why"));
        }
    }

    private static void addPayloads(List<Case> cases) {
        cases.add(Case.of("empty").send(Frame.emptyClose()).answered(Frame.emptyClose()));
        cases.add(
                Case.of("empty, octet by octet").inPieces(1, Frame.emptyClose()).answered(Frame.emptyClose()));
        for (String reason : List.of("x".repeat(122), "x".repeat(123), "€".repeat(41), "😀".repeat(30) + "abc")) {
            Frame close = Frame.close(CloseCode.NORMAL, reason);
            cases.add(Case.of("payload of " + close.payload().length + " bytes, " + reason.length() + " characters")
                    .send(close)
                    .answered(close));
        }
        addOffence(cases, "one byte", CloseCode.PROTOCOL_ERROR, Frame.of(Frame.CLOSE, (byte) 3));
        for (int tooLong : new int[] {124, 125, 200, 1_000, 65_536}) {
            Frame close = Frame.close(CloseCode.NORMAL, "x".repeat(tooLong));
            addOffence(cases, "a reason of " + tooLong + " bytes", CloseCode.PROTOCOL_ERROR, close);
            cases.add(Case.of("a reason of " + tooLong + " bytes, refused by its header")
                    .sendAllBut(2 + tooLong, close)
                    .refused(CloseCode.PROTOCOL_ERROR));
        }
        for (Utf8Samples.Invalid reason : Utf8Samples.invalid()) {
            byte[] payload = Utf8Samples.join(NORMAL.payload(), reason.bytes());
            cases.add(Case.of("a reason that is not UTF-8, " + reason.name())
                    .send(Frame.of(Frame.CLOSE, payload))
                    .refused(CloseCode.INVALID_PAYLOAD));
        }
        Utf8Samples.valid().forEach((name, reason) -> {
            Frame close = Frame.close(4_000, reason);
            cases.add(Case.of("a reason in " + name).send(close).answered(close));
        });
    }

    private static void addOffence(List<Case> cases, String name, int code, Frame close) {
        cases.add(Case.of(name).send(close).refused(code));
        cases.add(Case.of(name + " after a message")
                .send(TEXT, close)
                .expect(TEXT)
                .refused(code));
    }

    private static void addNeighbours(List<Case> cases) {
        Frame other = Frame.close(4_321, "another");
        addIgnored(cases, "a second close", NORMAL);
        addIgnored(cases, "another close", other);
        addIgnored(cases, "a ping", Frame.ping("p"));
        addIgnored(cases, "a pong", Frame.pong("p"));
        addIgnored(cases, "a message", TEXT);
        addIgnored(cases, "the start of a message", TEXT.unfinished());
        addIgnored(cases, "a continuation of nothing", Frame.continuation());
        addIgnored(cases, "a reserved opcode", Frame.of(0x3));
        addIgnored(cases, "text that is not UTF-8", Frame.of(Frame.TEXT, (byte) 0xFF));
        addIgnored(cases, "a bad close", Frame.of(Frame.CLOSE, (byte) 3));
        cases.add(Case.of("a message in fragments, then a close, in one write")
                .send(TEXT.unfinished(), Frame.continuation((byte) '.'), NORMAL)
                .expect(Frame.text("some text."))
                .answered(NORMAL));
        cases.add(Case.of("a message that is never finished, then a close")
                .send(TEXT.unfinished(), NORMAL)
                .answered(NORMAL));
        cases.add(Case.of("a character that is never finished, then a close")
                .send(Frame.of(Frame.TEXT, (byte) 0xE2).unfinished(), NORMAL)
                .answered(NORMAL));
        cases.add(Case.of("a ping, then a close, in one write")
                .send(Frame.ping("p"), NORMAL)
                .expect(Frame.pong("p"))
                .answered(NORMAL));
        Frame[] hundred = new Frame[100];
        Arrays.fill(hundred, TEXT);
        cases.add(Case.of("a hundred messages, then a close")
                .send(hundred)
                .send(NORMAL)
                .expect(hundred)
                .answered(NORMAL));
        for (int size : new int[] {256 << 10, 1 << 20, 4 << 20}) {
            for (int opcode : new int[] {Frame.TEXT, Frame.BINARY}) {
                Frame large = Payloads.message(opcode, size);
                cases.add(Case.of(Payloads.kind(opcode) + " of " + size
                                + " bytes, a close while its echo is on the way, and a ping")
                        .send(large, NORMAL, Frame.ping("p"))
                        .expect(large)
                        .answered(NORMAL));
            }
        }
    }

    /** What comes behind a close is not looked at. */
    private static void addIgnored(List<Case> cases, String name, Frame behind) {
        cases.add(Case.of("behind a close: " + name).send(NORMAL, behind).answered(NORMAL));
        cases.add(Case.of("behind a message and a close: " + name)
                .send(TEXT, NORMAL, behind)
                .expect(TEXT)
                .answered(NORMAL));
    }
}
