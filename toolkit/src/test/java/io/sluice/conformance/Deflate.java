package io.sluice.conformance;

import io.sluice.wire.Frame;
import io.sluice.wire.PeerDeflate;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.Deflater;

/** Compressed messages in all the ways a peer may make them (RFC 7692 section 7.2). */
final class Deflate {

    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private Deflate() {}

    /** {@code message} from a fresh context. */
    static Frame deflated(Frame message) {
        return PeerDeflate.message(message.opcode(), message.payload());
    }

    static Frame deflated(Frame message, int level, int strategy) {
        Deflater deflater = new Deflater(level, true);
        deflater.setStrategy(strategy);
        try {
            return deflated(message, deflater);
        } finally {
            deflater.end();
        }
    }

    /** {@code message} from the context that {@code deflater} has got by now. */
    static Frame deflated(Frame message, Deflater deflater) {
        deflater.setInput(message.payload());
        byte[] flushed = drain(deflater, Deflater.SYNC_FLUSH);
        return compressed(message.opcode(), Arrays.copyOf(flushed, flushed.length - TAIL.length));
    }

    /** {@code message} in one final block, behind which a byte starts the next one. */
    static Frame finished(Frame message) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(message.payload());
        deflater.finish();
        byte[] all = drain(deflater, Deflater.NO_FLUSH);
        deflater.end();
        return compressed(message.opcode(), Utf8Samples.join(all, new byte[1]));
    }

    /** {@code message} in blocks of {@code size} bytes, an empty one behind each. */
    static Frame inBlocks(Frame message, int size, int flush) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] payload = message.payload();
        for (int from = 0; from < payload.length; from += size) {
            deflater.setInput(payload, from, Math.min(size, payload.length - from));
            all.writeBytes(drain(deflater, flush));
        }
        deflater.end();
        return compressed(message.opcode(), Arrays.copyOf(all.toByteArray(), all.size() - TAIL.length));
    }

    /** A frame that says to be compressed. */
    static Frame compressed(int opcode, String hex) {
        return compressed(opcode, HexFormat.of().parseHex(hex));
    }

    static Frame compressed(int opcode, byte[] payload) {
        return PeerDeflate.compressed(Frame.of(opcode, payload));
    }

    /** The fragments of a compressed message: only the first one says so. */
    static Frame[] fragments(Frame compressed, int size) {
        Frame[] frames = Payloads.fragments(Frame.of(compressed.opcode(), compressed.payload()), size);
        frames[0] = PeerDeflate.compressed(frames[0]);
        return frames;
    }

    static Frame[] fragments(int opcode, byte[]... parts) {
        Frame[] frames = Payloads.fragments(opcode, parts);
        frames[0] = PeerDeflate.compressed(frames[0]);
        return frames;
    }

    /** The message that {@code frame} carries; fails if it refers to an earlier one. */
    static Frame inflated(Frame frame) {
        return Frame.of(frame.opcode(), PeerDeflate.inflate(frame.payload()));
    }

    private static byte[] drain(Deflater deflater, int flush) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 << 10];
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, flush);
            all.write(buffer, 0, count);
        } while (count > 0 || !deflater.needsInput()); // a change of strategy may take a call of its own
        return all.toByteArray();
    }
}
