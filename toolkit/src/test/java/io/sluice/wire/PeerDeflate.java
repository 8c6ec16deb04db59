package io.sluice.wire;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * What a raw peer deflates and inflates by itself (RFC 7692 section 7.2). Deflating takes the context over from message to
 * message, inflating never does.
 */
public final class PeerDeflate implements AutoCloseable {

    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final int RESERVED_BIT_1 = 4;

    private final Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);

    /** {@code payload} deflated from a fresh context. */
    public static byte[] fresh(byte[] payload) {
        try (PeerDeflate deflate = new PeerDeflate()) {
            return deflate.next(payload);
        }
    }

    /** A whole message of {@code payload}, deflated from a fresh context. */
    public static Frame message(int opcode, byte[] payload) {
        return compressed(Frame.of(opcode, fresh(payload)));
    }

    /** {@code frame}, marked as the first of a compressed message. */
    public static Frame compressed(Frame frame) {
        return frame.reserved(RESERVED_BIT_1);
    }

    /** Whether {@code frame} is marked as the first of a compressed message, and not otherwise. */
    public static boolean isCompressed(Frame frame) {
        return frame.reservedBits() == RESERVED_BIT_1;
    }

    /** {@code payload} deflated, with what came before it known. */
    public byte[] next(byte[] payload) {
        deflater.setInput(payload);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        int length;
        do {
            length = deflater.deflate(part, 0, part.length, Deflater.SYNC_FLUSH);
            out.write(part, 0, length);
        } while (length == part.length);
        byte[] all = out.toByteArray();
        return Arrays.copyOf(all, all.length - TAIL.length);
    }

    /** What a message of {@code payload} was, deflated from a fresh context. */
    public static byte[] inflate(byte[] payload) {
        Inflater inflater = new Inflater(true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        try {
            for (byte[] input : new byte[][] {payload, TAIL}) {
                inflater.setInput(input);
                int length;
                while ((length = inflater.inflate(part)) > 0) {
                    out.write(part, 0, length);
                }
            }
        } catch (DataFormatException malformed) {
            throw new AssertionError(malformed);
        } finally {
            inflater.end();
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        deflater.end();
    }
}
