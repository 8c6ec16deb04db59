package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.sluice.message.CloseStatus;

/**
 * Stands between the decoder and the listener behind it: compressed messages come out inflated, anything else as it is (RFC
 * 7692 section 6).
 *
 * <p>Threading: the event loop.
 */
final class InflatingFrames implements FrameListener {

    private final FrameListener next;
    private final MessageInflater inflater;
    private final ConnectionAccounts accounts;
    private boolean inflating;
    private boolean over;
    private long savedBytes;

    InflatingFrames(FrameListener next, MessageInflater inflater, ConnectionAccounts accounts) {
        this.next = next;
        this.inflater = inflater;
        this.accounts = accounts;
    }

    @Override
    public void heard() {
        next.heard();
    }

    @Override
    public void beginData(int opcode, boolean first, boolean compressed, long length) {
        if (first) {
            inflating = compressed;
            savedBytes = 0;
            if (inflating && !over) {
                inflater.begin();
            }
        }
        if (!inflating) {
            next.beginData(opcode, first, false, length);
        } else if (!over) {
            next.beginData(opcode, first, true, length);
        }
    }

    @Override
    public void data(ByteBuf part) {
        if (!inflating) {
            next.data(part);
        } else if (!over) {
            savedBytes -= part.readableBytes();
            inflater.inflate(part, this::inflated);
        }
    }

    private void inflated(ByteBuf part) {
        savedBytes += part.readableBytes();
        next.data(part);
    }

    @Override
    public void endData(boolean last) {
        if (!inflating) {
            next.endData(last);
        } else if (!over && last) {
            inflater.end(this::inflated);
            next.endData(true);
            accounts.inflated(savedBytes);
        } else if (!over) {
            next.endData(false);
        }
    }

    @Override
    public void control(int opcode, byte[] payload) {
        next.control(opcode, payload);
        if (opcode == FrameEncoder.CLOSE) {
            release();
        }
    }

    @Override
    public void refused(CloseStatus status) {
        release();
        next.refused(status);
    }

    /** The connection is over: nothing is inflated any more. */
    void release() {
        over = true;
        inflater.release();
    }
}
