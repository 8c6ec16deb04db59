package io.sluice.conformance;

import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import io.sluice.wire.TestServer;
import java.util.ArrayList;
import java.util.List;

/** What is larger than agreed to is refused with 1009, by the first header that says so (RFC 6455 section 10.4). */
final class LimitsTest extends ConformanceTest {

    private static final int MAX_MESSAGE = 10_000;
    private static final int MAX_FRAME = 4_000;
    private static final ConnectionOptions LIMITED =
            TestServer.CALM.withMaxMessageBytes(MAX_MESSAGE).withMaxFrameBytes(MAX_FRAME);

    LimitsTest() {
        super(cases(), LIMITED);
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int opcode : new int[] {Frame.TEXT, Frame.BINARY}) {
            String kind = Payloads.kind(opcode);
            Frame largest = Payloads.message(opcode, MAX_MESSAGE);
            Frame tooLarge = Payloads.message(opcode, MAX_MESSAGE + 1);
            cases.add(Case.of(kind + " frame of the limit")
                    .echoes(Payloads.message(opcode, MAX_FRAME))
                    .staysOpen());
            for (int size : new int[] {MAX_FRAME + 1, 65_535, 65_536, 1 << 20}) {
                Frame frame = Payloads.message(opcode, size);
                cases.add(refused(Case.of(kind + " frame of " + size + " bytes").send(frame)));
                cases.add(refused(Case.of(kind + " frame of " + size + " bytes, refused by its header")
                        .sendAllBut(size, frame)));
                cases.add(refused(Case.of(kind + " first fragment of " + size + " bytes, refused by its header")
                        .sendAllBut(size, frame.unfinished())));
            }
            cases.add(refused(Case.of(kind + " last fragment over the limit of a frame")
                    .send(Payloads.message(opcode, 1).unfinished())
                    .sendAllBut(MAX_FRAME + 1, Frame.continuation(new byte[MAX_FRAME + 1]))));
            cases.add(Case.of(kind + " of the limit in fragments of the limit")
                    .send(Payloads.fragments(largest, MAX_FRAME))
                    .expect(largest)
                    .staysOpen());
            cases.add(Case.of(kind + " of the limit in small fragments, then another")
                    .send(Payloads.fragments(largest, 100))
                    .expect(largest)
                    .send(Payloads.fragments(largest, 1_000))
                    .expect(largest)
                    .staysOpen());
            for (int fragment : new int[] {1_000, 2_500, MAX_FRAME}) {
                cases.add(refused(Case.of(kind + " over the limit in fragments of " + fragment)
                        .send(Payloads.fragments(tooLarge, fragment))));
            }
            cases.add(refused(Case.of(kind + " over the limit by its last byte, which more would follow")
                    .send(Payloads.fragments(largest, MAX_FRAME)[0])
                    .send(Frame.continuation(new byte[MAX_FRAME]).unfinished())
                    .send(Frame.continuation(new byte[2_000]).unfinished(), Frame.ping("so far"))
                    .expect(Frame.pong("so far"))
                    .send(Frame.continuation(new byte[1]).unfinished())));
        }
        return cases;
    }

    private static Case refused(Case.Script script) {
        return script.refused(CloseCode.TOO_LARGE);
    }
}
