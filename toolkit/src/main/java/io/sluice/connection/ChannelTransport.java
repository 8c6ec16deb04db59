package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.sluice.message.CloseCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The direct transport: encodes frames itself and writes bytes to the channel.
 *
 * <p>Invariants, all on the event loop: the frames of one turn leave as one buffer and one flush. They are gathered as a range
 * of {@code shared}, the frames of all connections of the loop, while others have written the same ones in the same order;
 * and in {@code batch} from the first that differs, or is masked: never in both. What would exceed {@link #BATCH_BYTES} is
 * handed to the channel early, so that the channel's own watermark sees it. Hence at most that watermark, one batch and one
 * message wait for the socket; and a socket that has something waiting shares nothing, so that it keeps alive no more than that.
 */
final class ChannelTransport implements Transport {

    static final int BATCH_BYTES = 32 << 10;
    private static final int SMALLEST_BATCH = 256;

    /** Up to here copying is as fast as sharing, which makes an object for each range where a buffer comes from the pool. */
    static final int COPIED_BYTES = 512;

    private final ChannelHandlerContext channel;
    private final FrameEncoder encoder;
    private final ConnectionAccounts accounts;
    private final TcpUserTimeout userTimeout;
    private final boolean staged;
    private @Nullable TurnFlusher turns;
    private @Nullable TurnFrames shared;
    private int sharedFrom;
    private int sharedTo;
    private @Nullable ByteBuf batch;
    private int batchHint = SMALLEST_BATCH;
    private boolean flushDue;
    private long lastPending;
    private long drops;

    /**
     * @param channel the context to write to: bytes leave it towards the network as they are
     */
    ChannelTransport(ChannelHandlerContext channel, FrameEncoder encoder, ConnectionAccounts accounts) {
        this.channel = channel;
        this.encoder = encoder;
        this.accounts = accounts;
        userTimeout = new TcpUserTimeout(channel.channel());
        staged = channel.channel() instanceof NioSocketChannel
                && channel.pipeline().get(SslHandler.class) == null;
    }

    @Override
    public boolean isWritable() {
        return channel.channel().isWritable();
    }

    @Override
    public void write(int opcode, byte[] payload) {
        try {
            append(opcode, payload);
        } catch (RuntimeException | Error failed) {
            release(); // half a frame may be in it
            cut();
            throw failed;
        }
        if (!flushDue) {
            flushDue = true;
            turns().flushLater(this, channel.channel().eventLoop());
        }
    }

    @Override
    public void writeClose(int code, String reason, Runnable written) {
        append(FrameEncoder.CLOSE, closePayload(code, reason));
        channel.writeAndFlush(take()).addListener(done -> written.run());
        accounts.flushed();
    }

    /** The end of a turn in which something was written. */
    void flush() {
        flushDue = false;
        if (gathered() > 0) {
            channel.write(
                    staged && gathered() <= NioStaging.BYTES && !isSending() ? stage() : take(), channel.voidPromise());
        }
        if (channel.channel().isActive()) {
            channel.flush();
            accounts.flushed();
        }
    }

    private void append(int opcode, byte[] payload) {
        int frame = payload.length + FrameEncoder.MAX_HEADER_BYTES;
        if (gathered() > 0 && gathered() + frame > BATCH_BYTES) {
            channel.write(take(), channel.voidPromise()); // rather than growing to twice its size for a little more
        }
        if (payload.length >= BATCH_BYTES && encoder.keepsPayload()) {
            encoder.header(opcode, payload.length, batch(FrameEncoder.MAX_HEADER_BYTES));
            channel.write(take(), channel.voidPromise());
            channel.write(Unpooled.wrappedBuffer(payload), channel.voidPromise());
        } else if (!share(opcode, payload)) {
            encoder.encode(opcode, payload, batch(frame));
        }
    }

    private int gathered() {
        return shared != null ? shared.length(sharedFrom, sharedTo) : batch != null ? batch.readableBytes() : 0;
    }

    /** Whether the frame need not be encoded into a buffer of this connection's own. */
    private boolean share(int opcode, byte[] payload) {
        if (batch != null || !encoder.keepsPayload() || FrameEncoder.isControl(opcode)) {
            return false;
        }
        if (shared != null) {
            boolean same = shared.goesOn(sharedTo, encoder, opcode, payload);
            sharedTo += same ? 1 : 0;
            return same;
        }
        TurnFrames frames = turns().frames();
        int at = frames.beginRange(channel.alloc(), encoder, opcode, payload);
        if (at < 0) {
            return false;
        }
        shared = frames;
        sharedFrom = at;
        sharedTo = at + 1;
        return true;
    }

    private TurnFlusher turns() {
        if (turns == null) {
            turns = TurnFlusher.current();
        }
        return turns;
    }

    /** The buffer of its own; what was shared so far becomes its beginning. */
    private ByteBuf batch(int more) {
        if (batch == null) {
            batch = channel.alloc().ioBuffer(Math.max(batchHint, gathered() + more));
            moveShared(batch);
        }
        return batch;
    }

    private void moveShared(ByteBuf into) {
        if (shared != null) {
            shared.copy(sharedFrom, sharedTo, into);
            shared = null;
        }
    }

    private ByteBuf stage() {
        ByteBuf staging = NioStaging.buffer();
        moveShared(staging);
        if (batch != null) {
            staging.writeBytes(batch);
            batch.release();
            batch = null;
        }
        return staging;
    }

    private ByteBuf take() {
        if (shared != null && gathered() > COPIED_BYTES && !isSending()) {
            ByteBuf taken = shared.take(sharedFrom, sharedTo);
            shared = null;
            return taken;
        }
        if (gathered() == 0) {
            return Unpooled.EMPTY_BUFFER;
        }
        ByteBuf taken = batch(0);
        batch = null;
        batchHint = Math.max(SMALLEST_BATCH, Math.min(taken.readableBytes(), BATCH_BYTES));
        return taken;
    }

    private static byte[] closePayload(int code, String reason) {
        if (code == CloseCode.NO_STATUS) {
            return new byte[0];
        }
        byte[] text = reason.getBytes(UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }

    @Override
    public void release() {
        shared = null;
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }

    /**
     * Says FIN, or its like in TLS: closing outright with unread bytes in the receive buffer would make the kernel answer with
     * RST, and the peer might never see the close frame that says why.
     */
    @Override
    public void endOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.closeOutbound();
        } else if (channel.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
            duplex.shutdownOutput();
        } else {
            cut();
        }
    }

    /** Not through the pipeline's tail: the handler of Vert.x there would wait for a close handshake of its own. */
    @Override
    public void cut() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            tls.setCloseNotifyFlushTimeoutMillis(1); // else TLS would wait three seconds for a peer that reads nothing
        }
        channel.close();
    }

    @Override
    public boolean isSending() {
        ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
        return waiting != null && !waiting.isEmpty();
    }

    /**
     * The system took something if less waits than before, if another buffer is the first, or if more of that one is gone. That
     * more waits is no progress: it is this side that writes.
     */
    @Override
    public long progress() {
        ChannelOutboundBuffer waiting = channel.channel().unsafe().outboundBuffer();
        if (waiting == null) {
            return drops;
        }
        long pending = waiting.totalPendingWriteBytes();
        if (pending < lastPending) {
            drops++;
        }
        lastPending = pending;
        return (drops * 31 + System.identityHashCode(waiting.current())) * 31 + waiting.currentProgress();
    }

    @Override
    public void pauseReading() {
        channel.channel().config().setAutoRead(false);
    }

    @Override
    public void resumeReading() {
        userTimeout.restore();
        channel.channel().config().setAutoRead(true);
    }

    @Override
    public void requireAcknowledgements(Duration time) {
        userTimeout.set(time);
    }
}
