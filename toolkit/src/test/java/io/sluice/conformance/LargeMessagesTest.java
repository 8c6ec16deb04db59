package io.sluice.conformance;

import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.List;

/** Messages up to 16 MiB: whole, in fragments, in writes of odd sizes, and many small ones in a row. */
final class LargeMessagesTest extends ConformanceTest {

    private static final int KI = 1 << 10;
    private static final int MI = 1 << 20;

    LargeMessagesTest() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int opcode : new int[] {Frame.TEXT, Frame.BINARY}) {
            for (int size : new int[] {64 * KI, 256 * KI, MI}) {
                cases.add(whole(opcode, size));
            }
            for (int fragment : new int[] {64, 256, KI, 16 * KI, 64 * KI, MI}) {
                cases.add(inFragments(opcode, fragment < KI ? 256 * KI : 2 * MI, fragment));
            }
            for (int piece : new int[] {64, 256, 997, 2 * KI}) {
                cases.add(inPieces(opcode, piece < 512 ? 64 * KI : MI, piece));
            }
            for (int size : new int[] {0, 16, 64, 256, KI, 4 * KI}) {
                cases.add(roundTrips(opcode, size));
            }
            cases.add(inFragments(opcode, 64 * KI, 1_300));
        }
        cases.add(whole(Frame.TEXT, 4 * MI));
        cases.add(whole(Frame.BINARY, 8 * MI));
        cases.add(whole(Frame.TEXT, 16 * MI));
        cases.add(inFragments(Frame.TEXT, 16 * MI, 4 * MI));
        cases.add(inFragments(Frame.BINARY, 4 * MI, 12_345));
        return cases;
    }

    private static Case whole(int opcode, int size) {
        Frame message = Payloads.message(opcode, size);
        return Case.of(name(opcode, size)).echoes(message).staysOpen();
    }

    private static Case inFragments(int opcode, int size, int fragment) {
        Frame message = Payloads.message(opcode, size);
        return Case.of(name(opcode, size) + " in fragments of " + fragment)
                .send(Payloads.fragments(message, fragment))
                .expect(message)
                .staysOpen();
    }

    private static Case inPieces(int opcode, int size, int piece) {
        Frame message = Payloads.message(opcode, size);
        return Case.of(name(opcode, size) + " in writes of " + piece)
                .inPieces(piece, message)
                .expect(message)
                .staysOpen();
    }

    private static Case roundTrips(int opcode, int size) {
        Frame message = Payloads.message(opcode, size);
        Case.Script script = Case.of("100 round trips of " + name(opcode, size));
        for (int i = 0; i < 100; i++) {
            script = script.echoes(message);
        }
        return script.staysOpen();
    }

    private static String name(int opcode, int size) {
        return Payloads.kind(opcode) + " of " + size + " bytes";
    }
}
