package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Joins data frames to whole messages (RFC 6455 section 5.4) and checks their size and, for text, their UTF-8.
 *
 * <p>Threading: the event loop of one connection. The decoder in front of it has already refused continuations out of place.
 */
final class MessageAssembler {

    private static final byte[] NOTHING = {};

    private final int maxBytes;
    private byte[] fragments = NOTHING;
    private int length;
    private boolean text;
    private boolean fragmented;

    MessageAssembler(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Takes the next data frame in; does not release it.
     *
     * @return the message it completes, or null
     * @throws CloseException 1009 for a message over the limit, 1007 for text that is not UTF-8
     */
    @Nullable
    Message add(WebSocketFrame frame) {
        ByteBuf content = frame.content();
        if ((long) length + content.readableBytes() > maxBytes) {
            throw new CloseException(
                    CloseStatus.of(CloseCode.TOO_LARGE, "message over " + maxBytes + " bytes"),
                    "message exceeds maxMessageBytes = " + maxBytes);
        }
        if (!fragmented) {
            text = frame instanceof TextWebSocketFrame;
            if (frame.isFinalFragment()) {
                return message(ByteBufUtil.getBytes(content));
            }
        }
        append(content);
        fragmented = !frame.isFinalFragment();
        return fragmented ? null : message(takeFragments());
    }

    private void append(ByteBuf content) {
        int added = content.readableBytes();
        if (length + added > fragments.length) {
            int doubled = (int) Math.min(maxBytes, Math.max(1024L, fragments.length * 2L));
            fragments = Arrays.copyOf(fragments, Math.max(doubled, length + added));
        }
        content.getBytes(content.readerIndex(), fragments, length, added);
        length += added;
    }

    private byte[] takeFragments() {
        byte[] whole = fragments.length == length ? fragments : Arrays.copyOf(fragments, length);
        fragments = NOTHING;
        length = 0;
        return whole;
    }

    private Message message(byte[] payload) {
        if (!text) {
            return BinaryMessage.ofShared(payload);
        }
        try {
            return TextMessage.ofUtf8(payload);
        } catch (CharacterCodingException malformed) {
            throw new CloseException(
                    CloseStatus.of(CloseCode.INVALID_PAYLOAD, "text is not UTF-8"), "text message is not UTF-8");
        }
    }
}
