package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/**
 * Gives each frame that arrives to the part of the connection it concerns.
 *
 * <p>Threading: the event loop.
 */
final class InboundFrames implements FrameListener {

    private final SocketConnection connection;
    private final MessageAssembler assembler;
    private MessageTarget target;

    InboundFrames(SocketConnection connection, ConnectionOptions options) {
        this.connection = connection;
        assembler = new MessageAssembler(
                options.maxMessageBytes(),
                options.maxFrameBytes(),
                message -> connection.inbound().offer(message));
        target = assembler;
    }

    /** From now on messages are passed on in parts. */
    void stream() {
        if (target == assembler) {
            target = new PartsTarget(connection.inbound());
            assembler.continueIn(target);
        }
    }

    @Override
    public void heard() {
        connection.heartbeat().heard();
    }

    @Override
    public void beginData(int opcode, boolean first, boolean compressed, long length) {
        if (listens()) {
            target.begin(opcode == FrameEncoder.TEXT, compressed, length);
        }
    }

    @Override
    public void data(ByteBuf part) {
        if (listens()) {
            target.append(part);
        }
    }

    @Override
    public void endData(boolean last) {
        if (last && listens()) {
            target.end();
        }
    }

    @Override
    public void control(int opcode, byte[] payload) {
        switch (opcode) {
            case FrameEncoder.PING -> {
                if (listens()) {
                    connection.outbound().pong(payload);
                }
            }
            case FrameEncoder.PONG -> connection.pings().answered(Buffer.buffer(payload));
            default -> peerClosed(payload);
        }
    }

    /** RFC 6455 section 5.5.1: a code of two bytes, if any payload, and a reason in UTF-8. */
    private void peerClosed(byte[] payload) {
        if (payload.length == 0) {
            connection.closing().peerClosed(CloseCode.NO_STATUS, "");
            return;
        }
        int code = payload.length == 1 ? 0 : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
        if (!CloseCode.isSendable(code)) {
            String what = payload.length == 1 ? "close frame of one byte" : "close code " + code;
            throw new CloseException(CloseStatus.of(CloseCode.PROTOCOL_ERROR, what), what);
        }
        Utf8Validator utf8 = new Utf8Validator();
        if (!utf8.accept(payload, 2, payload.length) || !utf8.end()) {
            throw Utf8Validator.refusal("close reason is not UTF-8");
        }
        connection.closing().peerClosed(code, new String(Arrays.copyOfRange(payload, 2, payload.length), UTF_8));
    }

    @Override
    public void refused(CloseStatus status) {
        connection.closing().refuse(status);
    }

    private boolean listens() {
        return connection.closing().listens();
    }
}
