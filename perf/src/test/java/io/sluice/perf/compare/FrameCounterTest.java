package io.sluice.perf.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.perf.serve.Payload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameCounterTest {

    private static final int TEXT = 0x81;
    private static final int COMPRESSED_TEXT = 0xc1;
    private static final int PING = 0x89;

    private final List<String> seen = new ArrayList<>();

    private final FrameCounter.Listener listener = new FrameCounter.Listener() {
        @Override
        public void message() {
            seen.add("message");
        }

        @Override
        public void due(long nanos) {
            seen.add("due " + nanos);
        }

        @Override
        public void control(int opcode) {
            seen.add("control " + opcode);
        }
    };

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000, Integer.MAX_VALUE})
    void countsEveryFrameHoweverTheBytesArrive(int piece) {
        ByteBuf wire = Unpooled.buffer();
        frame(wire, TEXT, new byte[0]);
        frame(wire, TEXT, Payload.text(0, 1, 125).getBytes(US_ASCII));
        frame(wire, PING, new byte[0]);
        frame(wire, TEXT, Payload.text(1, 2, 126).getBytes(US_ASCII));
        frame(wire, PING, new byte[4]);
        frame(wire, TEXT, new byte[65_536]);

        feed(new FrameCounter(false), wire, piece);

        assertThat(seen).containsExactly("message", "message", "control 9", "message", "control 9", "message");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 33, Integer.MAX_VALUE})
    void readsWhenEachMessageWasDue(int piece) {
        ByteBuf wire = Unpooled.buffer();
        frame(wire, TEXT, Payload.text(0, 77, 32).getBytes(US_ASCII));
        frame(wire, TEXT, Payload.text(1, Long.MAX_VALUE, 1_000).getBytes(US_ASCII));

        feed(new FrameCounter(true), wire, piece);

        assertThat(seen).containsExactly("due 77", "message", "due " + Long.MAX_VALUE, "message");
    }

    @Test
    void looksForNoStampWhereNoneCanBeRead() {
        ByteBuf wire = Unpooled.buffer();
        frame(wire, COMPRESSED_TEXT, new byte[200]);
        frame(wire, TEXT, new byte[31]);

        feed(new FrameCounter(true), wire, Integer.MAX_VALUE);

        assertThat(seen).containsExactly("message", "message");
    }

    @Test
    void countsNoFrameBeforeItsLastByte() {
        ByteBuf wire = Unpooled.buffer();
        frame(wire, TEXT, Payload.text(0, 1, 128).getBytes(US_ASCII));

        feed(new FrameCounter(false), wire.slice(0, wire.readableBytes() - 1), Integer.MAX_VALUE);

        assertThat(seen).isEmpty();
    }

    private void feed(FrameCounter counter, ByteBuf wire, int piece) {
        while (wire.isReadable()) {
            counter.read(wire.readSlice(Math.min(piece, wire.readableBytes())), listener);
        }
    }

    private static void frame(ByteBuf wire, int firstByte, byte[] payload) {
        wire.writeByte(firstByte);
        if (payload.length < 126) {
            wire.writeByte(payload.length);
        } else if (payload.length <= 0xffff) {
            wire.writeByte(126).writeShort(payload.length);
        } else {
            wire.writeByte(127).writeLong(payload.length);
        }
        wire.writeBytes(payload);
    }
}
