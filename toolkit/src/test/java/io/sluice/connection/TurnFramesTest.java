package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What connections of one loop may share of what they write in a turn. */
final class TurnFramesTest {

    private static final byte[] A = {1, 2, 3};
    private static final byte[] B = {4, 5};

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
    private final FrameEncoder encoder = FrameEncoder.unmasked();
    private final TurnFrames frames = new TurnFrames();

    @AfterEach
    void everythingIsReleased() {
        frames.end();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void whoWritesTheSameMessagesSharesTheirBytes() {
        int first = begin(A);
        assertThat(frames.goesOn(first + 1, encoder, FrameEncoder.BINARY, B)).isTrue();
        int used = frames.length(0, 2);
        assertThat(frames.beginRange(allocator, encoder, FrameEncoder.BINARY, B))
                .isEqualTo(1);

        assertThat(frames.length(0, 2)).as("nothing is encoded twice").isEqualTo(used);
        assertTaken(0, 2, A, B);
        assertTaken(1, 2, B);
    }

    @Test
    void aMessageOfEqualContentInAnotherArrayIsAnother() {
        assertThat(begin(A)).isZero();
        assertThat(begin(A.clone())).isEqualTo(1);
    }

    @Test
    void theSameArrayUnderAnotherOpcodeIsAnother() {
        assertThat(begin(A)).isZero();
        assertThat(frames.beginRange(allocator, encoder, FrameEncoder.TEXT, A)).isEqualTo(1);
        assertThat(frames.goesOn(0, encoder, FrameEncoder.TEXT, A)).isFalse();
    }

    @Test
    void aRangeThatDiffersEnds() {
        begin(A);
        assertThat(frames.goesOn(1, encoder, FrameEncoder.BINARY, B)).isTrue();
        assertThat(frames.goesOn(1, encoder, FrameEncoder.BINARY, A)).isFalse();
    }

    @Test
    void whatHasNoRoomIsRefusedAndTheNextTurnHasMore() {
        begin(new byte[10]);
        byte[] more = new byte[1_000];
        assertThat(frames.goesOn(1, encoder, FrameEncoder.BINARY, more)).isFalse();
        frames.end();
        begin(more);
        frames.end();
        begin(A);
        assertThat(frames.goesOn(1, encoder, FrameEncoder.BINARY, new byte[900]))
                .isTrue();
    }

    /** Else each turn would share less than the one before. */
    @Test
    void whatATurnTookFitsIntoTheNextOneAlso() {
        for (int turn = 0; turn < 20; turn++) {
            byte[] message = new byte[1_000];
            int shared = 1 + begin(message);
            while (shared < 16 && frames.goesOn(shared, encoder, FrameEncoder.BINARY, message.clone())) {
                shared++;
            }
            frames.end();
            if (turn >= 8) {
                assertThat(shared).as("turn %d", turn).isEqualTo(16);
            }
        }
    }

    @Test
    void aTurnInWhichNothingWasWrittenForgetsNothing() {
        begin(new byte[1_000]);
        frames.end();
        frames.end();
        begin(A);
        assertThat(frames.goesOn(1, encoder, FrameEncoder.BINARY, new byte[900]))
                .isTrue();
    }

    @Test
    void itsMemoryIsBoundedWhateverIsWritten() {
        byte[] message = new byte[20 << 10];
        for (int turn = 0; turn < 3; turn++) {
            int written = 0;
            for (int at = begin(message.clone());
                    frames.goesOn(at + 1, encoder, FrameEncoder.BINARY, message.clone());
                    at++) {
                written++;
            }
            assertThat(written).isLessThan(4);
            assertThat(allocator.metric().usedDirectMemory()).isLessThanOrEqualTo(TurnFrames.MOST_BYTES);
            frames.end();
        }
    }

    @Test
    void theOnlyRangeTakesTheBufferItself() {
        begin(A);
        ByteBuf taken = frames.take(0, 1);
        assertThat(taken.unwrap()).isNull();
        assertThat(frames.goesOn(1, encoder, FrameEncoder.BINARY, B)).isFalse();
        assertThat(begin(B)).isNegative();
        frames.end();
        assertThat(ByteBufUtil.getBytes(taken)).isEqualTo(encoded(A));
        taken.release();
        assertThat(begin(B)).isZero();
    }

    @Test
    void whatWasTakenOutlivesTheTurn() {
        begin(A);
        begin(A);
        ByteBuf taken = frames.take(0, 1);
        frames.end();
        begin(B);
        assertThat(ByteBufUtil.getBytes(taken)).isEqualTo(encoded(A));
        taken.release();
    }

    private int begin(byte[] payload) {
        return frames.beginRange(allocator, encoder, FrameEncoder.BINARY, payload);
    }

    private void assertTaken(int from, int to, byte[]... payloads) {
        ByteBuf copy = ByteBufAllocator.DEFAULT.heapBuffer();
        frames.copy(from, to, copy);
        ByteBuf taken = frames.take(from, to);
        assertThat(ByteBufUtil.getBytes(taken)).isEqualTo(encoded(payloads)).isEqualTo(ByteBufUtil.getBytes(copy));
        taken.release();
        copy.release();
    }

    private byte[] encoded(byte[]... payloads) {
        ByteBuf buffer = Unpooled.buffer();
        for (byte[] payload : payloads) {
            encoder.encode(FrameEncoder.BINARY, payload, buffer);
        }
        return ByteBufUtil.getBytes(buffer);
    }
}
