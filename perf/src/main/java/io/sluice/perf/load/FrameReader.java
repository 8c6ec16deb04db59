package io.sluice.perf.load;

import java.nio.ByteBuffer;

/**
 * Takes the frames of a server apart as cheaply as it can be done, so that a driver is not what is measured: of a message it
 * reads the {@link Stamp}, and skips the rest. Knows no fragments, no masks, no errors.
 *
 * <p>Threading: confined to the thread that reads the socket.
 */
final class FrameReader {

    /** What frames say. */
    interface Listener {

        void message(long sequence, long due);

        void control(int opcode);
    }

    private static final int LONGEST_HEAD = 10;
    private static final int FIRST_CONTROL_OPCODE = 8;

    private final ByteBuffer head = ByteBuffer.allocate(LONGEST_HEAD + Stamp.BYTES);
    private long left;

    void read(ByteBuffer in, Listener listener) {
        while (in.hasRemaining()) {
            if (left > 0) {
                int skipped = (int) Math.min(left, in.remaining());
                in.position(in.position() + skipped);
                left -= skipped;
            } else {
                head.put(in.get());
                if (head.position() == needed()) {
                    left = length() - (head.position() - headLength());
                    tell(listener);
                    head.clear();
                }
            }
        }
    }

    /** How much of the frame is to be collected, by what there is of it. */
    private int needed() {
        int collected = head.position();
        if (collected < 2) {
            return 2;
        }
        int headLength = headLength();
        return collected < headLength ? headLength : headLength + (int) Math.min(Stamp.BYTES, length());
    }

    private int headLength() {
        int code = head.get(1) & 0x7f;
        return code < 126 ? 2 : code == 126 ? 4 : LONGEST_HEAD;
    }

    private long length() {
        int code = head.get(1) & 0x7f;
        return code < 126 ? code : code == 126 ? head.getShort(2) & 0xffff : head.getLong(2);
    }

    private void tell(Listener listener) {
        int opcode = head.get(0) & 0xf;
        if (opcode >= FIRST_CONTROL_OPCODE) {
            listener.control(opcode);
        } else {
            int stamp = headLength();
            listener.message(head.getLong(stamp), head.getLong(stamp + Long.BYTES));
        }
    }
}
