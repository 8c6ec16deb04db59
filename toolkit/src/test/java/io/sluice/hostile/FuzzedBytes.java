package io.sluice.hostile;

import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.Random;

/**
 * The bytes of one seed: nothing but noise, frames of random heads, or a lawful conversation with a few bytes changed, left out,
 * doubled or put in; in random pieces.
 */
final class FuzzedBytes {

    private static final int[] LAWFUL = {Frame.TEXT, Frame.BINARY, Frame.PING, Frame.PONG};
    private static final int[] LENGTHS = {0, 1, 2, 5, 125, 126, 127, 600, 1_999, 2_000, 2_001};

    private final Random random;
    private final RawPeer peer;

    FuzzedBytes(long seed, RawPeer peer) {
        random = new Random(seed);
        this.peer = peer;
    }

    /** Sends them, and ends the direction if the other side has not cut it before. */
    void send() {
        byte[] bytes = switch (random.nextInt(4)) {
            case 0 -> noise(1 + random.nextInt(300));
            case 1 -> randomFrames();
            default -> mutated(conversation());
        };
        try {
            peer.sendInPieces(bytes, random.nextBoolean() ? Math.max(1, bytes.length) : 1 + random.nextInt(200));
            peer.fin();
        } catch (UncheckedIOException cut) {
            // The other side has heard enough.
        }
    }

    private byte[] noise(int length) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    private byte[] randomFrames() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            Frame frame = Frame.of(random.nextInt(16), noise(length())).reserved(random.nextInt(6) == 0 ? 4 : 0);
            out.writeBytes(peer.encode(random.nextInt(3) == 0 ? frame.unfinished() : frame));
        }
        return out.toByteArray();
    }

    private byte[] conversation() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            int opcode = LAWFUL[random.nextInt(LAWFUL.length)];
            int length = opcode >= Frame.CLOSE ? random.nextInt(126) : length();
            byte[] payload = opcode == Frame.BINARY
                    ? noise(length)
                    : "ä".repeat(length / 2).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            if (opcode < Frame.CLOSE && random.nextBoolean()) {
                out.writeBytes(peer.encode(
                        Frame.of(opcode, payload).unfinished(), Frame.ping("between"), Frame.continuation()));
            } else {
                out.writeBytes(peer.encode(Frame.of(opcode, payload)));
            }
        }
        if (random.nextBoolean()) {
            out.writeBytes(peer.encode(
                    random.nextBoolean() ? Frame.emptyClose() : Frame.close(1000 + random.nextInt(20), "")));
        }
        return out.toByteArray();
    }

    private int length() {
        return LENGTHS[random.nextInt(LENGTHS.length)];
    }

    private byte[] mutated(byte[] bytes) {
        byte[] changed = bytes;
        for (int i = random.nextInt(4); i > 0 && changed.length > 1; i--) {
            int at = random.nextInt(changed.length);
            int length = Math.min(changed.length - at, 1 + random.nextInt(8));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(changed, 0, at);
            switch (random.nextInt(5)) {
                case 0 -> out.write(changed[at] ^ 1 << random.nextInt(8));
                case 1 -> out.writeBytes(noise(length));
                case 2 -> {
                    out.write(changed, at, length);
                    out.write(changed, at, length);
                }
                case 3 -> {} // left out
                default -> {
                    return out.toByteArray(); // cut short
                }
            }
            int rest = Math.min(changed.length, at + length);
            out.write(changed, rest, changed.length - rest);
            changed = out.toByteArray();
        }
        return changed;
    }
}
