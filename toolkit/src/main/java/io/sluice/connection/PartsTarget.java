package io.sluice.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.buffer.Buffer;

/**
 * Passes messages on in parts, of any size altogether; text is checked as it passes.
 *
 * <p>Threading: the event loop.
 */
final class PartsTarget implements MessageTarget {

    private static final Buffer NOTHING = Buffer.buffer();

    private final InboundQueue inbound;
    private final Utf8Validator utf8 = new Utf8Validator();
    private boolean text;
    private boolean first = true;

    PartsTarget(InboundQueue inbound) {
        this.inbound = inbound;
    }

    @Override
    public void begin(boolean isText, boolean compressed, long bytes) {
        text = isText;
    }

    @Override
    public void append(ByteBuf part) {
        byte[] bytes = ByteBufUtil.getBytes(part);
        if (text && !utf8.accept(bytes, 0, bytes.length)) {
            throw Utf8Validator.refusal("text is not UTF-8");
        }
        if (bytes.length > 0) {
            inbound.offer(new MessagePart(text, first, false, Buffer.buffer(bytes)));
            first = false;
        }
    }

    @Override
    public void end() {
        if (text && !utf8.end()) {
            throw Utf8Validator.refusal("text is not UTF-8");
        }
        inbound.offer(new MessagePart(text, first, true, NOTHING));
        first = true;
    }
}
