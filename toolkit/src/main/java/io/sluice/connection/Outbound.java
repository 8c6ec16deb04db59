package io.sluice.connection;

import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one owner of a connection's write side.
 *
 * <p>Invariants, all on the event loop:
 *
 * <ul>
 *   <li>frames go to the transport only from here, and whole, so they cannot interleave;
 *   <li>senders write only while {@link #isWritable()}, hence at most the transport's watermark and one message wait for the
 *       socket, however many senders there are;
 *   <li>after {@link #end} nothing is written but the close frame it wrote.
 * </ul>
 */
final class Outbound {

    private final Transport transport;
    private final ConnectionAccounts accounts;
    private final @Nullable AgreedCompression compression;
    private final List<SourceSender> senders = new ArrayList<>();
    private boolean pingWaits;
    private byte @Nullable [] pongDue;
    private volatile boolean ended;

    Outbound(Transport transport, ConnectionAccounts accounts, @Nullable AgreedCompression compression) {
        this.transport = transport;
        this.accounts = accounts;
        this.compression = compression;
    }

    /** Whether senders may write now; any thread. */
    boolean isWritable() {
        return !ended && transport.isWritable();
    }

    /** Whether nothing more can be sent; any thread. */
    boolean hasEnded() {
        return ended;
    }

    /** Takes a sender in; false if nothing more can be sent. */
    boolean register(SourceSender sender) {
        return !ended && senders.add(sender);
    }

    void unregister(SourceSender sender) {
        senders.remove(sender);
    }

    void write(Message message) {
        int opcode = message instanceof BinaryMessage ? FrameEncoder.BINARY : FrameEncoder.TEXT;
        byte[] payload = message.bytes();
        byte[] deflated = compression == null ? null : compression.deflated(message);
        accounts.sent(payload.length);
        if (deflated == null) {
            transport.write(opcode, payload);
        } else {
            transport.write(opcode | FrameEncoder.COMPRESSED, deflated);
            accounts.deflated(payload.length - deflated.length);
        }
    }

    /** Queues a ping behind what is sent; while the socket is full, one and no more. */
    void ping(byte[] payload) {
        if (!ended && !pingWaits) {
            transport.write(FrameEncoder.PING, payload);
            pingWaits = !transport.isWritable();
        }
    }

    /** Queues a ping of the user's. */
    void writePing(byte[] payload) {
        if (!ended) {
            transport.write(FrameEncoder.PING, payload);
        }
    }

    /**
     * Answers a ping. While the socket is full only the last is kept for an answer, as RFC 6455 section 5.5.3 allows: a peer
     * that pings without reading gets no queue of answers.
     */
    void pong(byte[] payload) {
        if (isWritable()) {
            transport.write(FrameEncoder.PONG, payload);
        } else if (!ended) {
            pongDue = payload;
        }
    }

    /**
     * Ends the write side: what was written so far goes out, then a close frame, then nothing more. Sources still sending
     * are cancelled.
     *
     * @param code the close code, or {@link io.sluice.message.CloseCode#NO_STATUS} for an empty close frame
     * @param written run when the close frame is with the operating system, or can never get there
     */
    void end(int code, String reason, CloseStatus status, Runnable written) {
        ended = true;
        transport.writeClose(code, reason, written);
        stopSenders(status);
    }

    /** The channel is gone: gives back what was gathered and tells the senders. */
    void closed(CloseStatus status) {
        ended = true;
        transport.release();
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
        byte[] due = pongDue;
        if (due != null) {
            pongDue = null;
            pong(due);
        }
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
}
