package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Joins the payload of data frames to whole messages (RFC 6455 section 5.4) and checks, as it arrives, their size and, for text,
 * their UTF-8.
 *
 * <p>Memory grows with what has arrived, not with what a header promises.
 *
 * <p>Threading: the event loop of one connection. The decoder in front of it has already refused continuations out of place.
 */
final class MessageAssembler implements MessageTarget {

    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 1024;

    private final int maxBytes;
    private final int maxFrameBytes;
    private final Consumer<Message> whole;
    private final Utf8Validator utf8 = new Utf8Validator();
    private byte[] payload = NOTHING;
    private int length;
    private int announced;
    private boolean text;

    MessageAssembler(int maxBytes, int maxFrameBytes, Consumer<Message> whole) {
        this.maxBytes = maxBytes;
        this.maxFrameBytes = maxFrameBytes;
        this.whole = whole;
    }

    /** Throws 1009 for a frame over its limit, or one that takes the message over its own. */
    @Override
    public void begin(boolean isText, boolean compressed, long bytes) {
        text = isText;
        if (bytes > maxFrameBytes) {
            throw tooLarge("frame over " + maxFrameBytes + " bytes");
        }
        announced = compressed ? length : room(bytes);
    }

    /** Throws 1007 if the text can no longer be UTF-8, and 1009 for what no header announced: an inflated message. */
    @Override
    public void append(ByteBuf part) {
        int added = part.readableBytes();
        int needed = room(added);
        makeRoom(needed);
        part.readBytes(payload, length, added);
        if (text && !utf8.accept(payload, length, needed)) {
            throw Utf8Validator.refusal("text is not UTF-8");
        }
        length = needed;
    }

    private int room(long added) {
        if (length + added > maxBytes) {
            throw tooLarge("message over " + maxBytes + " bytes");
        }
        return length + (int) added;
    }

    /** The first frame, if it arrives whole, gets the room it needs; any other doubles what there is, so that a message of many
     * fragments is not copied with each of them. */
    private void makeRoom(int needed) {
        if (needed > payload.length) {
            long doubled = Math.max(FIRST_BYTES, payload.length * 2L);
            int room =
                    length == 0 && needed == announced ? needed : (int) Math.min(Math.max(doubled, needed), maxBytes);
            payload = Arrays.copyOf(payload, room);
        }
    }

    /** Throws 1007 if it is a text that ends within a character. */
    @Override
    public void end() {
        if (text && !utf8.end()) {
            throw Utf8Validator.refusal("text is not UTF-8");
        }
        byte[] bytes = payload.length == length ? payload : Arrays.copyOf(payload, length);
        reset();
        whole.accept(text ? TextMessage.ofValidUtf8(bytes) : BinaryMessage.ofShared(bytes));
    }

    /** Hands the message under way, if there is one, to {@code other}, which takes in what follows. */
    void continueIn(MessageTarget other) {
        other.begin(text, false, announced); // its header may be all that has come
        if (length > 0) {
            other.append(Unpooled.wrappedBuffer(payload, 0, length));
            reset();
        }
    }

    private void reset() {
        payload = NOTHING;
        length = 0;
    }

    private static CloseException tooLarge(String what) {
        return new CloseException(CloseStatus.of(CloseCode.TOO_LARGE, what), what);
    }
}
