package io.sluice.conformance;

import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.List;

/** Reserved opcodes are refused (RFC 6455 section 5.2). */
final class OpcodesTest extends ConformanceTest {

    private static final int[] RESERVED = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15};

    OpcodesTest() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int opcode : RESERVED) {
            String name = "opcode " + opcode;
            cases.addAll(ReservedBitsTest.refusals(name, Frame.of(opcode)));
            cases.addAll(
                    ReservedBitsTest.refusals(name + " with a payload", Frame.of(opcode, Payloads.utf8("reserved"))));
            cases.add(Case.of(name + " without FIN")
                    .send(Frame.of(opcode).unfinished())
                    .refused(CloseCode.PROTOCOL_ERROR));
            cases.add(Case.of(name + " in the midst of a message")
                    .send(Frame.text("first").unfinished(), Frame.of(opcode), Frame.continuation())
                    .refused(CloseCode.PROTOCOL_ERROR));
            cases.add(Case.of(name + ", refused by its header")
                    .sendAllBut(1_000, Frame.of(opcode, new byte[1_000]))
                    .refused(CloseCode.PROTOCOL_ERROR));
        }
        return cases;
    }
}
