package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.util.Arrays;

/**
 * Joins the payload of data frames to whole messages (RFC 6455 section 5.4) and checks, as it arrives, their size and, for text,
 * their UTF-8.
 *
 * <p>Memory grows with what has arrived, not with what a header promises.
 *
 * <p>Threading: the event loop of one connection. The decoder in front of it has already refused continuations out of place.
 */
final class MessageAssembler {

    private static final byte[] NOTHING = {};
    private static final int FIRST_BYTES = 1024;

    private final int maxBytes;
    private final Utf8Validator utf8 = new Utf8Validator();
    private byte[] payload = NOTHING;
    private int length;
    private int announced;
    private boolean text;

    MessageAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * A frame of {@code bytes} begins.
     *
     * @throws CloseException 1009 if it takes the message over the limit
     */
    void begin(boolean isText, long bytes) {
        text = isText;
        if (length + bytes > maxBytes) {
            throw new CloseException(
                    CloseStatus.of(CloseCode.TOO_LARGE, "message over " + maxBytes + " bytes"),
                    "message exceeds maxMessageBytes = " + maxBytes);
        }
        announced = length + (int) bytes;
    }

    /**
     * Payload arrived.
     *
     * @throws CloseException 1007 if the text can no longer be UTF-8
     */
    void append(ByteBuf part) {
        int added = part.readableBytes();
        makeRoom(added);
        part.readBytes(payload, length, added);
        if (text && !utf8.accept(payload, length, length + added)) {
            throw notUtf8();
        }
        length += added;
    }

    /** A frame that arrives whole gets the room it needs at once; any other no more than doubling. */
    private void makeRoom(int added) {
        int needed = length + added;
        if (needed > payload.length) {
            long doubled = Math.max(FIRST_BYTES, payload.length * 2L);
            int room = needed == announced ? needed : (int) Math.min(Math.max(doubled, needed), maxBytes);
            payload = Arrays.copyOf(payload, room);
        }
    }

    /**
     * The message is whole.
     *
     * @throws CloseException 1007 if it is a text that ends within a character
     */
    Message end() {
        byte[] whole = payload.length == length ? payload : Arrays.copyOf(payload, length);
        payload = NOTHING;
        length = 0;
        if (!text) {
            return BinaryMessage.ofShared(whole);
        }
        if (!utf8.end()) {
            throw notUtf8();
        }
        return TextMessage.ofValidUtf8(whole);
    }

    private static CloseException notUtf8() {
        return new CloseException(
                CloseStatus.of(CloseCode.INVALID_PAYLOAD, "text is not UTF-8"), "text message is not UTF-8");
    }
}
