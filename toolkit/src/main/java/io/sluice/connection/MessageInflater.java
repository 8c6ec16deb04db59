package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates the messages of one connection, piece by piece as they arrive (RFC 7692 section 7.2.2).
 *
 * <p>Invariants: an inflater is held from {@link #begin} to {@link #end} or {@link #release}, never between messages; what is
 * held at any time is that and one window, whatever the data says, and not one byte more than the limit is handed on.
 *
 * <p>Threading: the event loop of one connection.
 */
final class MessageInflater {

    /** The empty block that does not travel (RFC 7692 section 7.2.2), and one that ends the data: proof that it was whole. */
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF, 1, 0, 0, (byte) 0xFF, (byte) 0xFF};

    /** Starting over behind a final block costs up to a window's copying: so many may come for nothing, then one a kilobyte. */
    private static final int FREE_FINAL_BLOCKS = 16;

    private final int maxBytes;
    private final boolean keepsContext;
    private @Nullable SlidingWindow context;
    private InflaterPool.@Nullable Lease lease;
    private long taken;
    private long given;
    private int finalBlocks;

    /**
     * @param maxBytes largest message, inflated
     * @param keepsContext whether a message may refer to earlier ones
     */
    MessageInflater(int maxBytes, boolean keepsContext) {
        this.maxBytes = maxBytes;
        this.keepsContext = keepsContext;
    }

    /** A message begins. */
    void begin() {
        InflaterPool.Lease fresh = InflaterPool.lease();
        lease = fresh;
        taken = 0;
        given = 0;
        finalBlocks = 0;
        if (keepsContext) {
            window(fresh).teach(fresh.inflater);
        }
    }

    private SlidingWindow window(InflaterPool.Lease from) {
        if (!keepsContext) {
            return from.window;
        }
        SlidingWindow kept = context;
        if (kept == null) {
            kept = new SlidingWindow();
            context = kept;
        }
        return kept;
    }

    /**
     * Inflates {@code part} and hands the result on, in pieces to be read at once.
     *
     * @throws CloseException 1009 at the first byte over the limit, 1007 if this is no deflated data
     */
    void inflate(ByteBuf part, Consumer<ByteBuf> next) {
        InflaterPool.Lease held = lease;
        if (held != null && part.isReadable()) {
            taken += part.readableBytes();
            inflate(held, part.nioBuffer(), next);
        }
    }

    /**
     * The message is whole: hands on what is left of it.
     *
     * @throws CloseException 1007 if the data ends too early
     */
    void end(Consumer<ByteBuf> next) {
        InflaterPool.Lease held = lease;
        if (held == null) {
            return;
        }
        // Without a single byte, or right behind a final block, a peer has left out more than it should, yet all is
        // clear.
        if (taken > 0 && !held.inflater.finished()) {
            ByteBuffer tail = ByteBuffer.wrap(TAIL);
            inflate(held, tail, next);
            if (lease == held && !held.inflater.finished()) {
                throw notDeflated("compressed message ends too early");
            }
        }
        release();
    }

    /** Nothing more of the message under way, if any, is inflated. */
    void release() {
        InflaterPool.Lease held = lease;
        lease = null;
        if (held != null) {
            held.giveBack();
        }
    }

    private void inflate(InflaterPool.Lease held, ByteBuffer in, Consumer<ByteBuf> next) {
        Inflater inflater = held.inflater;
        SlidingWindow window = window(held);
        if (inflater.finished()) {
            startOver(inflater, window);
        }
        inflater.setInput(in);
        while (true) {
            int count = inflateInto(window, inflater);
            if (count > 0) {
                given += count;
                if (given > maxBytes) {
                    throw tooLarge();
                }
                next.accept(window.advance(count));
                if (lease != held) {
                    return; // who took that has ended the connection, and the inflater is somebody else's
                }
            } else if (inflater.finished() && in.hasRemaining()) {
                startOver(inflater, window);
                inflater.setInput(in);
            } else {
                return;
            }
        }
    }

    private int inflateInto(SlidingWindow window, Inflater inflater) {
        try {
            // One byte over the limit is looked for, and never handed on.
            int most = (int) Math.min(window.room(), maxBytes - given + 1);
            int count = inflater.inflate(window.array(), window.position(), most);
            if (inflater.needsDictionary()) {
                throw notDeflated("compressed message needs a dictionary");
            }
            return count;
        } catch (DataFormatException malformed) {
            throw notDeflated("compressed message is malformed");
        }
    }

    /** A block marked as final ended, which ends nothing here: more may follow, and refer to what came before. */
    private void startOver(Inflater inflater, SlidingWindow window) {
        if (++finalBlocks > FREE_FINAL_BLOCKS + taken / 1024) {
            throw notDeflated("compressed message of too many final blocks");
        }
        inflater.reset();
        window.teach(inflater);
    }

    private CloseException tooLarge() {
        return new CloseException(
                CloseStatus.of(CloseCode.TOO_LARGE, "message over " + maxBytes + " bytes"),
                "inflated message exceeds maxMessageBytes = " + maxBytes);
    }

    private static CloseException notDeflated(String what) {
        return new CloseException(CloseStatus.of(CloseCode.INVALID_PAYLOAD, what), what);
    }
}
