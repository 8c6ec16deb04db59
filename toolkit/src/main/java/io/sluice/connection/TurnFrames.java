package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Frames written in one turn of an event loop, each encoded once and one behind the other, so that connections that write the
 * same messages send the same bytes: a range of them. A message is known by its array.
 *
 * <p>Invariants, all on the loop: the buffer never grows, since a socket may be reading from it; what was appended stays as it
 * is until {@link #end}. Not one of the ranges holds a count of its own before it is {@linkplain #take taken}.
 */
final class TurnFrames {

    private static final byte[] NONE = {};
    private static final int FEWEST = 16;
    private static final int LEAST_BYTES = 256;

    /** What a socket that stops in the middle may keep of what it shares, at most. */
    static final int MOST_BYTES = 2 * ChannelTransport.BATCH_BYTES;

    private byte[][] payloads = new byte[FEWEST][];
    private int[] opcodes = new int[FEWEST];
    private int[] ends = new int[FEWEST];
    private int count;
    private int ranges;
    private @Nullable ByteBuf bytes;
    private int capacityHint = LEAST_BYTES;
    private boolean full;

    /**
     * Where a range that begins with this frame starts: at the newest frame if it is the same, which it is as a rule where one
     * message goes to many; behind it otherwise. Negative if there is no room.
     */
    int beginRange(ByteBufAllocator allocator, FrameEncoder encoder, int opcode, byte[] payload) {
        int last = count - 1;
        if (last < 0 && bytes == null) {
            capacityHint = Math.max(capacityHint, payload.length + FrameEncoder.MAX_HEADER_BYTES);
            capacityHint = Math.min(capacityHint, MOST_BYTES);
            bytes = allocator.ioBuffer(capacityHint, capacityHint);
        }
        boolean same = last >= 0 && isAt(last, opcode, payload);
        if (bytes == null || !(same || append(encoder, opcode, payload))) {
            return -1;
        }
        ranges++;
        return count - 1;
    }

    /** Whether a range that ends before {@code at} may go on with this frame. */
    boolean goesOn(int at, FrameEncoder encoder, int opcode, byte[] payload) {
        return bytes != null && (at < count ? isAt(at, opcode, payload) : append(encoder, opcode, payload));
    }

    private boolean isAt(int at, int opcode, byte[] payload) {
        return payloads[at] == payload && opcodes[at] == opcode;
    }

    private boolean append(FrameEncoder encoder, int opcode, byte[] payload) {
        ByteBuf into = bytes;
        if (into == null) {
            return false;
        }
        if (into.writableBytes() < payload.length + FrameEncoder.MAX_HEADER_BYTES) {
            full = true;
            return false;
        }
        if (count == ends.length) {
            payloads = Arrays.copyOf(payloads, 2 * count);
            opcodes = Arrays.copyOf(opcodes, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        encoder.encode(opcode, payload, into.writerIndex(used()));
        payloads[count] = payload;
        opcodes[count] = opcode;
        ends[count++] = into.writerIndex();
        return true;
    }

    int length(int from, int to) {
        return ends[to - 1] - start(from);
    }

    private int start(int from) {
        return from == 0 ? 0 : ends[from - 1];
    }

    /** The bytes of a range, without copying them; to be released. The only range there is takes the buffer itself. */
    ByteBuf take(int from, int to) {
        ByteBuf of = buffer();
        if (ranges == 1 && from == 0 && to == count) {
            bytes = null;
            return of;
        }
        return of.retainedSlice(start(from), length(from, to));
    }

    void copy(int from, int to, ByteBuf into) {
        into.writeBytes(buffer(), start(from), length(from, to));
    }

    private ByteBuf buffer() {
        if (bytes == null) {
            throw new IllegalStateException("a range outlived its frames");
        }
        return bytes;
    }

    /** The turn is over. Keeps no message alive, and lets the next turn have as much room as this one needed, or twice of it. */
    void end() {
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
        if (count == 0) {
            return; // nobody shared anything, which says nothing about the next turn
        }
        capacityHint = full ? 2 * capacityHint : Math.max(LEAST_BYTES, used() + FrameEncoder.MAX_HEADER_BYTES);
        full = false;
        Arrays.fill(payloads, 0, count, NONE);
        count = 0;
        ranges = 0;
    }

    private int used() {
        return count == 0 ? 0 : ends[count - 1];
    }
}
