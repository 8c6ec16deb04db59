package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames (RFC 6455 section 5.2) and holds them to the rules of sections 5.2 to 5.5. Payload of data frames is passed on
 * as it arrives: nothing larger than a header or a control frame is kept here, and what is wrong inside a frame can be
 * answered before the frame is whole.
 *
 * <p>Where messages may be compressed, a thousandth of what they come to has been read: once reading is paused, no other frame
 * of what was read is begun, and the rest is kept until the channel is read again.
 *
 * <p>Threading: the event loop.
 */
final class FrameDecoder extends ChannelDuplexHandler {

    private static final int MAX_CONTROL_BYTES = 125;
    private static final int RESERVED_BIT_1 = 0x40;
    private static final int RESERVED_BITS_2_3 = 0x30;

    private enum State {
        HEADER,
        CONTROL,
        DATA,
        REFUSED
    }

    private final FrameListener listener;
    private final boolean masked;
    private final boolean compressible;
    private final BooleanSupplier paused;

    private State state = State.HEADER;
    private final byte[] head = new byte[FrameEncoder.MAX_HEADER_BYTES];
    private int headLength;
    private int headNeeded = 2;
    private final byte[] control = new byte[MAX_CONTROL_BYTES];
    /** Of the message under way: text or binary; zero between messages. */
    private int message;

    private @Nullable ByteBuf kept;

    private long length;
    private long done;
    private int key;

    private FrameDecoder(FrameListener listener, boolean masked, boolean compressible, BooleanSupplier paused) {
        this.listener = listener;
        this.masked = masked;
        this.compressible = compressible;
        this.paused = paused;
    }

    /**
     * @param masked whether the peer has to mask: if this side is the server
     */
    static FrameDecoder plain(FrameListener listener, boolean masked) {
        return new FrameDecoder(listener, masked, false, () -> false);
    }

    /**
     * For a connection that negotiated compression: a first frame may say that its message is compressed.
     *
     * @param paused whether nothing more is to be read for now
     */
    static FrameDecoder inflating(FrameListener listener, boolean masked, BooleanSupplier paused) {
        return new FrameDecoder(listener, masked, true, paused);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            read(bytes);
        } else {
            context.fireChannelRead(message);
        }
    }

    /** More may be read: first what was kept. */
    @Override
    public void read(ChannelHandlerContext context) {
        ByteBuf first = kept;
        if (first != null) {
            kept = null;
            decodeAndRelease(first);
        }
        if (kept == null) {
            context.read();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    /** Reads the next bytes and releases them. */
    void read(ByteBuf bytes) {
        ByteBuf first = kept;
        kept = null;
        decodeAndRelease(
                first == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(bytes.alloc(), first, bytes));
    }

    private void decodeAndRelease(ByteBuf bytes) {
        try {
            listener.heard();
            decode(bytes);
        } catch (CloseException refused) {
            state = State.REFUSED;
            listener.refused(refused.status());
        } finally {
            if (bytes.isReadable() && state != State.REFUSED) {
                kept = bytes;
            } else {
                bytes.release();
            }
        }
    }

    private boolean isHeldUp() {
        return state == State.HEADER && headLength == 0 && paused.getAsBoolean();
    }

    private void decode(ByteBuf in) {
        while (in.isReadable() && state != State.REFUSED && !isHeldUp()) {
            switch (state) {
                case HEADER -> readHeader(in);
                case CONTROL -> readControl(in);
                case DATA -> readData(in);
                case REFUSED -> {}
            }
        }
    }

    private void readHeader(ByteBuf in) {
        while (headLength < headNeeded && in.isReadable()) {
            head[headLength++] = in.readByte();
            if (headLength == 2) {
                checkStart();
                headNeeded = 2 + lengthBytes() + (masked ? 4 : 0);
            }
        }
        if (headLength == headNeeded) {
            begin();
        }
    }

    /** What the first two bytes tell. */
    private void checkStart() {
        int opcode = opcode();
        if ((head[0] & RESERVED_BITS_2_3) != 0) {
            throw breach("reserved bit set");
        }
        if (((head[1] & 0x80) != 0) != masked) {
            throw breach(masked ? "frame is not masked" : "frame is masked");
        }
        switch (opcode) {
            case FrameEncoder.TEXT, FrameEncoder.BINARY -> {
                if (message != 0) {
                    throw breach("new message within a message");
                }
            }
            case FrameEncoder.CONTINUATION -> {
                if (message == 0) {
                    throw breach("continuation of no message");
                }
            }
            case FrameEncoder.CLOSE, FrameEncoder.PING, FrameEncoder.PONG -> {
                if (!isFinal()) {
                    throw breach("control frame in fragments");
                }
                if ((head[1] & 0x7F) > MAX_CONTROL_BYTES) {
                    throw breach("control frame over 125 bytes");
                }
            }
            default -> throw breach("reserved opcode " + opcode);
        }
        boolean mayBeCompressed = compressible && (opcode == FrameEncoder.TEXT || opcode == FrameEncoder.BINARY);
        if ((head[0] & RESERVED_BIT_1) != 0 && !mayBeCompressed) {
            throw breach("reserved bit set");
        }
    }

    /** Length and key are there, too. */
    private void begin() {
        int lengthBytes = lengthBytes();
        length = lengthBytes == 0 ? head[1] & 0x7F : number(2, lengthBytes);
        if (length < 0) {
            throw breach("frame length over 63 bits");
        }
        if ((lengthBytes == 2 && length <= MAX_CONTROL_BYTES) || (lengthBytes == 8 && length <= 0xFFFF)) {
            throw breach("frame length not in its shortest form");
        }
        key = masked ? (int) number(2 + lengthBytes, 4) : 0;
        done = 0;
        headLength = 0;
        headNeeded = 2;
        if (isControl()) {
            state = State.CONTROL;
            endControlIfWhole();
        } else {
            state = State.DATA;
            beginData();
        }
    }

    private void beginData() {
        boolean first = message == 0;
        if (first) {
            message = opcode();
        }
        listener.beginData(message, first, (head[0] & RESERVED_BIT_1) != 0, length);
        endDataIfWhole();
    }

    private void readData(ByteBuf in) {
        int count = (int) Math.min(length - done, in.readableBytes());
        unmask(in, count);
        ByteBuf part = in.readSlice(count);
        done += count;
        listener.data(part);
        endDataIfWhole();
    }

    private void endDataIfWhole() {
        if (done == length && state == State.DATA) {
            state = State.HEADER;
            boolean last = isFinal();
            if (last) {
                message = 0;
            }
            listener.endData(last);
        }
    }

    private void readControl(ByteBuf in) {
        int count = (int) Math.min(length - done, in.readableBytes());
        unmask(in, count);
        in.readBytes(control, (int) done, count);
        done += count;
        endControlIfWhole();
    }

    private void endControlIfWhole() {
        if (done == length) {
            state = State.HEADER;
            byte[] payload = new byte[(int) length];
            System.arraycopy(control, 0, payload, 0, payload.length);
            listener.control(opcode(), payload);
        }
    }

    /** Takes the mask off the next {@code count} bytes, where they are (RFC 6455 section 5.3). */
    private void unmask(ByteBuf in, int count) {
        if (key == 0) {
            return;
        }
        int index = in.readerIndex();
        int end = index + count;
        int turned = Integer.rotateLeft(key, 8 * (int) (done & 3));
        long twice = ((long) turned << 32) | (turned & 0xFFFF_FFFFL);
        for (; index + 8 <= end; index += 8) {
            in.setLong(index, in.getLong(index) ^ twice);
        }
        for (int shift = 24; index < end; index++, shift = shift == 0 ? 24 : shift - 8) {
            in.setByte(index, in.getByte(index) ^ (turned >>> shift));
        }
    }

    private int opcode() {
        return head[0] & 0x0F;
    }

    private boolean isControl() {
        return (head[0] & 0x08) != 0;
    }

    private boolean isFinal() {
        return (head[0] & 0x80) != 0;
    }

    private int lengthBytes() {
        return switch (head[1] & 0x7F) {
            case 126 -> 2;
            case 127 -> 8;
            default -> 0;
        };
    }

    private long number(int from, int bytes) {
        long number = 0;
        for (int i = from; i < from + bytes; i++) {
            number = (number << 8) | (head[i] & 0xFF);
        }
        return number;
    }

    private static CloseException breach(String what) {
        return new CloseException(CloseStatus.of(CloseCode.PROTOCOL_ERROR, what), what);
    }
}
