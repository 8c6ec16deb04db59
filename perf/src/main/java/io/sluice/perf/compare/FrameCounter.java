package io.sluice.perf.compare;

import io.netty.buffer.ByteBuf;
import io.sluice.perf.serve.Payload;

/**
 * Counts the frames of one server connection without making anything of them, so that a driver is not what is measured. Knows no
 * fragments, no masks, no errors.
 *
 * <p>Threading: confined to the event loop of its connection.
 */
final class FrameCounter {

    /** What is to be known of frames. */
    interface Listener {

        /** A data frame has arrived: with its last byte. */
        void message();

        /** A data frame that began with a stamp was due at that time: with the last byte of the stamp. */
        void due(long nanos);

        void control(int opcode);
    }

    private static final int LONGEST_HEAD = 10;
    private static final int FIRST_CONTROL_OPCODE = 8;
    private static final int DUE_AT = Payload.STAMP_BYTES / 2;

    private final boolean stamped;
    private final byte[] head;
    private int collected;
    private long left;
    private boolean inData;

    /** @param stamped whether messages begin with a stamp that is to be read */
    FrameCounter(boolean stamped) {
        this.stamped = stamped;
        head = new byte[LONGEST_HEAD + (stamped ? Payload.STAMP_BYTES : 0)];
    }

    /** Takes all of {@code in}. */
    void read(ByteBuf in, Listener listener) {
        while (in.isReadable()) {
            if (left > 0) {
                skip(in, listener);
            } else {
                collect(in, listener);
            }
        }
    }

    private void skip(ByteBuf in, Listener listener) {
        int skipped = (int) Math.min(left, in.readableBytes());
        in.skipBytes(skipped);
        left -= skipped;
        if (left == 0 && inData) {
            listener.message();
        }
    }

    private void collect(ByteBuf in, Listener listener) {
        int wanted = Math.min(needed() - collected, in.readableBytes());
        in.readBytes(head, collected, wanted);
        collected += wanted;
        if (collected >= 2 && collected == needed()) {
            begin(listener);
        }
    }

    /** How much of the frame is to be collected, by what there is of it. */
    private int needed() {
        if (collected < 2) {
            return 2;
        }
        int headLength = headLength();
        if (collected < headLength || !isStamped()) {
            return headLength;
        }
        return headLength + Payload.STAMP_BYTES;
    }

    /** Compressed frames carry none that could be read. */
    private boolean isStamped() {
        return stamped && isData() && (head[0] & 0x40) == 0 && length() >= Payload.STAMP_BYTES;
    }

    private boolean isData() {
        return (head[0] & 0xf) < FIRST_CONTROL_OPCODE;
    }

    private int headLength() {
        int code = head[1] & 0x7f;
        return code < 126 ? 2 : code == 126 ? 4 : LONGEST_HEAD;
    }

    private long length() {
        int headLength = headLength();
        if (headLength == 2) {
            return head[1] & 0x7f;
        }
        long length = 0;
        for (int i = 2; i < headLength; i++) {
            length = (length << 8) | (head[i] & 0xff);
        }
        return length;
    }

    private void begin(Listener listener) {
        int headLength = headLength();
        left = length() - (collected - headLength);
        inData = isData();
        if (!inData) {
            listener.control(head[0] & 0xf);
        } else {
            if (collected > headLength) {
                listener.due(due(headLength + DUE_AT));
            }
            if (left == 0) {
                listener.message();
            }
        }
        collected = 0;
    }

    private long due(int at) {
        long value = 0;
        for (int i = at; i < at + DUE_AT; i++) {
            value = (value << 4) | Character.digit(head[i], 16);
        }
        return value;
    }
}
