package io.sluice.conformance;

import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.List;

/** Pings are answered with their payload, in order; pongs are taken without an answer (RFC 6455 sections 5.5.2 and 5.5.3). */
final class PingPongTest extends ConformanceTest {

    private static final Frame TEXT = Frame.text("some text");

    PingPongTest() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int size : new int[] {0, 1, 2, 3, 4, 5, 8, 64, 124, 125}) {
            Frame ping = Frame.of(Frame.PING, Payloads.bytes(size));
            Frame pong = Frame.of(Frame.PONG, Payloads.bytes(size));
            cases.add(Case.of("ping of " + size + " bytes")
                    .send(ping)
                    .expect(pong)
                    .staysOpen());
            cases.add(Case.of("ping of " + size + " bytes octet by octet")
                    .inPieces(1, ping)
                    .expect(pong)
                    .staysOpen());
            cases.add(Case.of("pong of " + size + " bytes that nobody asked for")
                    .send(pong)
                    .staysOpen());
        }
        for (int opcode : new int[] {Frame.PING, Frame.PONG}) {
            for (int size : new int[] {126, 127, 65_536}) {
                String name = (opcode == Frame.PING ? "ping" : "pong") + " of " + size + " bytes";
                Frame tooLong = Frame.of(opcode, new byte[size]);
                cases.add(Case.of(name).send(tooLong).refused(CloseCode.PROTOCOL_ERROR));
                cases.add(Case.of(name + ", refused by its header")
                        .sendAllBut(size, tooLong)
                        .refused(CloseCode.PROTOCOL_ERROR));
                cases.add(Case.of(name + " after a message, in one write")
                        .send(TEXT, tooLong)
                        .expect(TEXT)
                        .refused(CloseCode.PROTOCOL_ERROR));
            }
        }
        for (int count : new int[] {10, 100}) {
            String name = count + " pings";
            cases.add(Case.of(name + " in one write")
                    .send(row(Frame.PING, count))
                    .expect(row(Frame.PONG, count))
                    .staysOpen());
            cases.add(Case.of(name + " octet by octet")
                    .inPieces(1, row(Frame.PING, count))
                    .expect(row(Frame.PONG, count))
                    .staysOpen());
            cases.add(Case.of(count + " pongs that nobody asked for")
                    .send(row(Frame.PONG, count))
                    .staysOpen());
        }
        cases.add(Case.of("pong, then ping, in one write")
                .send(Frame.pong("unasked"), Frame.ping("asked"))
                .expect(Frame.pong("asked"))
                .staysOpen());
        cases.add(Case.of("pong before a message")
                .send(Frame.pong("unasked"), TEXT)
                .expect(TEXT)
                .staysOpen());
        cases.add(Case.of("pong after a message")
                .send(TEXT, Frame.pong("unasked"))
                .expect(TEXT)
                .staysOpen());
        cases.add(Case.of("ping before a message, in a write each")
                .sendEach(Frame.ping("p"), TEXT)
                .expect(Frame.pong("p"), TEXT)
                .staysOpen());
        cases.add(Case.of("ping after a message, in a write each")
                .sendEach(TEXT, Frame.ping("p"))
                .expect(TEXT, Frame.pong("p"))
                .staysOpen());
        cases.add(Case.of("pings and messages by turns, in one write")
                .send(TEXT, Frame.ping("1"), TEXT, Frame.ping("2"), TEXT)
                .expect(TEXT, Frame.pong("1"), TEXT, Frame.pong("2"), TEXT)
                .staysOpen());
        return cases;
    }

    private static Frame[] row(int opcode, int count) {
        Frame[] row = new Frame[count];
        for (int i = 0; i < count; i++) {
            row[i] = Frame.of(opcode, Payloads.utf8("payload " + i));
        }
        return row;
    }
}
