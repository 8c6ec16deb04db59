package io.sluice.conformance;

import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.List;

/** Frames of each length form, in one piece and in many (RFC 6455 sections 5.2 and 5.6). */
final class FramingTest extends ConformanceTest {

    private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 8, 16, 124, 125, 126, 127, 128, 65_534, 65_535, 65_536, 65_537
    };
    private static final int OCTETS = 1;

    FramingTest() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int opcode : new int[] {Frame.TEXT, Frame.BINARY}) {
            for (int size : SIZES) {
                Frame message = Payloads.message(opcode, size);
                String name = Payloads.kind(opcode) + " of " + size + " bytes";
                cases.add(Case.of(name).echoes(message).staysOpen());
                for (int piece : new int[] {OCTETS, 7, 997}) {
                    if (size / piece <= 1_000 && (piece == OCTETS || piece < size)) {
                        cases.add(Case.of(name + " in pieces of " + piece)
                                .inPieces(piece, message)
                                .expect(message)
                                .staysOpen());
                    }
                }
            }
            cases.add(row(opcode, "in one write")
                    .send(row(opcode))
                    .expect(row(opcode))
                    .staysOpen());
            cases.add(row(opcode, "in pieces of 11")
                    .inPieces(11, row(opcode))
                    .expect(row(opcode))
                    .staysOpen());
        }
        return cases;
    }

    private static Case.Script row(int opcode, String how) {
        return Case.of("a row of " + Payloads.kind(opcode) + " messages of 0 to 130 bytes " + how);
    }

    private static Frame[] row(int opcode) {
        Frame[] row = new Frame[131];
        for (int size = 0; size < row.length; size++) {
            row[size] = Payloads.message(opcode, size);
        }
        return row;
    }
}
