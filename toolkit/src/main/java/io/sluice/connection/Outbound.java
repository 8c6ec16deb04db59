package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of a connection's write side.
 *
 * <p>Invariants, all on the event loop:
 *
 * <ul>
 *   <li>frames go to the channel only from here, so they cannot interleave;
 *   <li>the frames of one turn are gathered in {@code batch} and leave as one buffer and one flush; a batch that reaches
 *       {@link #BATCH_BYTES} is handed to the channel early, so that the channel's own watermark sees it;
 *   <li>senders write only while {@link #isWritable()}, hence at most the channel's high watermark, one batch and one message
 *       wait for the socket, however many senders there are;
 *   <li>after {@link #end} nothing is written but the close frame it wrote.
 * </ul>
 */
final class Outbound {

    static final int BATCH_BYTES = 32 << 10;
    private static final int SMALLEST_BATCH = 256;

    private final ChannelHandlerContext channel;
    private final FrameEncoder encoder;
    private final ConnectionAccounts accounts;
    private final List<SourceSender> senders = new ArrayList<>();
    private @Nullable ByteBuf batch;
    private int batchHint = SMALLEST_BATCH;
    private boolean flushDue;
    private boolean pingWaits;
    private boolean ended;

    /**
     * @param channel the context to write to: frames leave it towards the network as they are
     */
    Outbound(ChannelHandlerContext channel, FrameEncoder encoder, ConnectionAccounts accounts) {
        this.channel = channel;
        this.encoder = encoder;
        this.accounts = accounts;
    }

    /** Whether senders may write now. */
    boolean isWritable() {
        return !ended && channel.channel().isWritable();
    }

    /** Takes a sender in; false if nothing more can be sent. */
    boolean register(SourceSender sender) {
        return !ended && senders.add(sender);
    }

    void unregister(SourceSender sender) {
        senders.remove(sender);
    }

    void write(Message message) {
        byte[] payload = message.bytes();
        append(message instanceof BinaryMessage ? FrameEncoder.BINARY : FrameEncoder.TEXT, payload);
        accounts.sent(payload.length);
    }

    /** Queues a ping behind what is sent; while the socket is full, one and no more. */
    void ping(byte[] payload) {
        if (!ended && !pingWaits) {
            append(FrameEncoder.PING, payload);
            pingWaits = !channel.channel().isWritable();
        }
    }

    /** Answers a ping, unless the socket is full: a peer that pings without reading gets no queue of answers. */
    void pong(byte[] payload) {
        if (isWritable()) {
            append(FrameEncoder.PONG, payload);
        }
    }

    /**
     * Ends the write side: what was written so far goes out, then a close frame, then nothing more. Sources still sending
     * are cancelled.
     *
     * @param code the close code, or {@link CloseCode#NO_STATUS} for an empty close frame
     * @return done when the close frame is with the operating system; fails if it never gets there
     */
    ChannelFuture end(int code, String reason, CloseStatus status) {
        ended = true;
        append(FrameEncoder.CLOSE, closePayload(code, reason));
        ByteBuf last = takeBatch();
        ChannelFuture written = channel.writeAndFlush(last);
        accounts.flushed();
        stopSenders(status);
        return written;
    }

    /** The channel is gone: gives back what was gathered and tells the senders. */
    void closed(CloseStatus status) {
        ended = true;
        if (batch != null) {
            batch.release();
            batch = null;
        }
        stopSenders(status);
    }

    private void stopSenders(CloseStatus status) {
        for (SourceSender sender : List.copyOf(senders)) {
            sender.connectionEnded(status);
        }
        senders.clear();
    }

    /** The socket takes bytes again: every sender gets its turn; the first to go changes from time to time. */
    void writable() {
        pingWaits = false;
        if (senders.isEmpty()) {
            return;
        }
        if (senders.size() > 1) {
            senders.add(senders.remove(0));
        }
        for (SourceSender sender : senders.size() == 1 ? List.of(senders.get(0)) : List.copyOf(senders)) {
            sender.drain();
        }
    }

    /** The end of a turn in which something was written. */
    void flush() {
        flushDue = false;
        if (batch != null) {
            channel.write(takeBatch(), channel.voidPromise());
        }
        if (channel.channel().isActive()) {
            channel.flush();
            accounts.flushed();
        }
    }

    private void append(int opcode, byte[] payload) {
        ByteBuf out = batch(payload.length);
        if (payload.length >= BATCH_BYTES && encoder.keepsPayload()) {
            encoder.header(opcode, payload.length, out);
            channel.write(takeBatch(), channel.voidPromise());
            channel.write(Unpooled.wrappedBuffer(payload), channel.voidPromise());
        } else {
            encoder.encode(opcode, payload, out);
            if (out.readableBytes() >= BATCH_BYTES) {
                channel.write(takeBatch(), channel.voidPromise());
            }
        }
        if (!flushDue) {
            flushDue = true;
            TurnFlusher.flushLater(this, channel.channel().eventLoop());
        }
    }

    private ByteBuf batch(int payloadBytes) {
        if (batch == null) {
            int first = Math.min(payloadBytes, BATCH_BYTES) + FrameEncoder.MAX_HEADER_BYTES;
            batch = channel.alloc().ioBuffer(Math.max(batchHint, first));
        }
        return batch;
    }

    private ByteBuf takeBatch() {
        ByteBuf taken = batch;
        batch = null;
        if (taken == null) {
            return Unpooled.EMPTY_BUFFER;
        }
        batchHint = Math.max(SMALLEST_BATCH, Math.min(taken.readableBytes(), BATCH_BYTES));
        return taken;
    }

    private static byte[] closePayload(int code, String reason) {
        if (code == CloseCode.NO_STATUS) {
            return new byte[0];
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >>> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return payload;
    }
}
