package io.sluice.conformance;

import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reserved bits without an extension that gives them a meaning are refused (RFC 6455 section 5.2). */
final class ReservedBitsTest extends ConformanceTest {

    ReservedBitsTest() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        frames().forEach((kind, frame) -> {
            for (int bits = 1; bits <= 7; bits++) {
                cases.addAll(refusals("reserved bits " + bits + " of " + kind, frame.reserved(bits)));
            }
        });
        for (int bits = 1; bits <= 7; bits++) {
            cases.add(Case.of("reserved bits " + bits + " of a continuation")
                    .send(
                            Frame.text("first").unfinished(),
                            Frame.continuation(Payloads.utf8("last")).reserved(bits))
                    .refused(CloseCode.PROTOCOL_ERROR));
        }
        return cases;
    }

    private static Map<String, Frame> frames() {
        return new TreeMap<>(Map.of(
                "a text", Frame.text("text"),
                "an empty text", Frame.text(""),
                "a binary", Frame.binary(Payloads.bytes(126)),
                "a ping", Frame.ping("ping"),
                "a pong", Frame.pong("pong"),
                "a close", Frame.close(CloseCode.NORMAL, "bye")));
    }

    /** {@code offence}, with good frames around it: those before it are answered, those behind are not looked at. */
    static List<Case> refusals(String name, Frame offence) {
        Frame before = Frame.text("a good one before");
        Frame behind = Frame.ping("behind");
        return List.of(
                Case.of(name).send(offence).refused(CloseCode.PROTOCOL_ERROR),
                Case.of(name + ", with frames around it in one write")
                        .send(before, offence, behind)
                        .expect(before)
                        .refused(CloseCode.PROTOCOL_ERROR),
                Case.of(name + ", with frames around it in a write each")
                        .sendEach(before, offence, behind)
                        .expect(before)
                        .refused(CloseCode.PROTOCOL_ERROR),
                Case.of(name + ", with frames around it octet by octet")
                        .inPieces(1, before, offence, behind)
                        .expect(before)
                        .refused(CloseCode.PROTOCOL_ERROR));
    }
}
