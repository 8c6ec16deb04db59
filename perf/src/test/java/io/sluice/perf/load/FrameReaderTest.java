package io.sluice.perf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {

    private static final int BINARY = 2;
    private static final int PING = 9;

    private final List<String> seen = new ArrayList<>();
    private final FrameReader reader = new FrameReader();

    private final FrameReader.Listener listener = new FrameReader.Listener() {
        @Override
        public void message(long sequence, long due) {
            seen.add(sequence + " due " + due);
        }

        @Override
        public void control(int opcode) {
            seen.add("control " + opcode);
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000, Integer.MAX_VALUE})
    void readsTheStampOfEveryMessageHoweverTheBytesArrive(int piece) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        frame(wire, BINARY, new Stamp(0, 7), 16);
        frame(wire, BINARY, new Stamp(1, 8), 125);
        frame(wire, PING, new Stamp(0, 0), 0);
        frame(wire, BINARY, new Stamp(2, 9), 126);
        frame(wire, BINARY, new Stamp(3, 10), 65_535);
        frame(wire, PING, new Stamp(0, 0), 4);
        frame(wire, BINARY, new Stamp(4, 11), 65_536);
        ByteBuffer bytes = ByteBuffer.wrap(wire.toByteArray());

        while (bytes.hasRemaining()) {
            int length = Math.min(piece, bytes.remaining());
            reader.read(bytes.slice(bytes.position(), length), listener);
            bytes.position(bytes.position() + length);
        }

        assertThat(seen)
                .containsExactly("0 due 7", "1 due 8", "control 9", "2 due 9", "3 due 10", "control 9", "4 due 11");
    }

    @Test
    void saysNothingOfAFrameBeforeItsStampIsThere() {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        frame(wire, BINARY, new Stamp(5, 6), 100);

        reader.read(ByteBuffer.wrap(wire.toByteArray(), 0, 17), listener);

        assertThat(seen).isEmpty();
    }

    private static void frame(ByteArrayOutputStream wire, int opcode, Stamp stamp, int length) {
        wire.write(0x80 | opcode);
        if (length < 126) {
            wire.write(length);
        } else if (length <= 0xffff) {
            wire.write(126);
            wire.write(length >> 8);
            wire.write(length & 0xff);
        } else {
            wire.write(127);
            wire.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(length).array());
        }
        byte[] payload = opcode == BINARY ? stamp.message(length).bytes() : new byte[length];
        wire.write(payload, 0, length);
    }
}
