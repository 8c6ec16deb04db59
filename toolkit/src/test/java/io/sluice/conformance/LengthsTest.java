package io.sluice.conformance;

import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Lengths that are said in more bytes than they need, or are more than there can be (RFC 6455 section 5.2).
 *
 * <p>A longer form than needed is refused. The RFC says that the shortest "MUST be used" but not what a receiver does with
 * another; no sender of good faith has one, and an intermediary may read it otherwise than we do.
 */
final class LengthsTest extends ConformanceTest {

    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    LengthsTest() {
        super(cases());
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int opcode : new int[] {Frame.TEXT, Frame.BINARY}) {
            for (int length : new int[] {0, 1, 125}) {
                cases.add(refused(opcode, TWO_BYTES, length, CloseCode.PROTOCOL_ERROR));
            }
            for (int length : new int[] {0, 1, 125, 126, 65_535}) {
                cases.add(refused(opcode, EIGHT_BYTES, length, CloseCode.PROTOCOL_ERROR));
            }
            for (long length : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1}) {
                cases.add(refused(opcode, EIGHT_BYTES, length, CloseCode.PROTOCOL_ERROR));
            }
            for (long length :
                    new long[] {LARGEST + 1, Integer.MAX_VALUE, 1L << 31, 1L << 32, 1L << 40, Long.MAX_VALUE}) {
                cases.add(refused(opcode, EIGHT_BYTES, length, CloseCode.TOO_LARGE));
            }
        }
        for (int opcode : new int[] {Frame.PING, Frame.PONG, Frame.CLOSE}) {
            for (int form : new int[] {TWO_BYTES, EIGHT_BYTES}) {
                cases.add(refused(opcode, form, 2, CloseCode.PROTOCOL_ERROR));
            }
            cases.add(refused(opcode, EIGHT_BYTES, -1, CloseCode.PROTOCOL_ERROR));
            cases.add(refused(opcode, EIGHT_BYTES, Long.MAX_VALUE, CloseCode.PROTOCOL_ERROR));
        }
        return cases;
    }

    /** A header alone: nothing of its payload ever comes. */
    private static Case refused(int opcode, int form, long length, int code) {
        return Case.of("opcode %d with length %d in the form of %d".formatted(opcode, length, form))
                .echoes(Frame.text("before"))
                .sendBytes(masked -> header(opcode, form, length, masked))
                .refused(code);
    }

    private static byte[] header(int opcode, int form, long length, boolean masked) {
        int lengthBytes = form == TWO_BYTES ? 2 : 8;
        ByteBuffer header = ByteBuffer.allocate(2 + lengthBytes + (masked ? 4 : 0))
                .put((byte) (0x80 | opcode))
                .put((byte) (form | (masked ? 0x80 : 0)));
        if (form == TWO_BYTES) {
            header.putShort((short) length);
        } else {
            header.putLong(length);
        }
        return header.array();
    }
}
