package io.sluice.perf.load;

import io.sluice.message.Message;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;

/**
 * What each message of a scenario begins with: its number, and when it should have been published. That time, and not the one
 * at which it was, so that a publisher that is held up does not hide how late its messages are (coordinated omission).
 *
 * @param sequence counts from 0
 * @param due of {@link System#nanoTime}, which the processes of one Linux machine share
 */
record Stamp(long sequence, long due) {

    static final int BYTES = 2 * Long.BYTES;

    Message message(int bytes) {
        byte[] payload = new byte[Math.max(BYTES, bytes)];
        ByteBuffer.wrap(payload).putLong(sequence).putLong(due);
        return Message.binary(Buffer.buffer(payload));
    }

    static long sequenceOf(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong();
    }
}
