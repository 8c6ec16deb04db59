package io.sluice.connection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.ContextInternal;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The transport for a WebSocket whose pipeline is not one we know: on the public interface of Vert.x alone.
 *
 * <p>What it cannot do: frames are read by the decoder of Vert.x and within its limits, each message is flushed by itself, text
 * is decoded to be encoded again, pings are answered even while nobody reads the answers, and a peer that takes nothing is
 * given up before its socket is closed.
 *
 * <p>Threading: as {@link Transport}; what Vert.x calls may come on another thread of the connection's context and hops to the
 * event loop.
 */
final class PortableTransport implements Transport {

    private final WebSocketBase socket;
    private final EventLoop loop;
    private @Nullable SocketConnection connection;
    private @Nullable FrameListener frames;
    private volatile boolean gone;

    // Event loop only.
    private int message;
    private long unsent;
    private long sent;

    private PortableTransport(WebSocketBase socket, EventLoop loop) {
        this.socket = socket;
        this.loop = loop;
    }

    /** Takes {@code socket} over, just after its handshake and before it has told anybody of a frame. */
    static SocketConnection open(
            WebSocketBase socket, ContextInternal context, boolean server, ConnectionOptions options) {
        EventLoop loop = context.nettyEventLoop();
        PortableTransport transport = new PortableTransport(socket, loop);
        SocketConnection connection =
                new SocketConnection(transport, loop, context, new ConnectionAccounts(), server, options, null);
        transport.connection = connection;
        transport.frames = connection.frames();
        socket.frameHandler(frame -> transport.onLoop(() -> transport.read(frame)));
        socket.exceptionHandler(failure -> transport.onLoop(() -> transport.failed(failure)));
        socket.drainHandler(v -> transport.onLoop(() -> connection.outbound().writable()));
        socket.closeHandler(v -> transport.onLoop(transport::channelGone));
        return connection;
    }

    private void onLoop(Runnable task) {
        EventLoops.execute(loop, task);
    }

    private SocketConnection connection() {
        return Objects.requireNonNull(connection);
    }

    private FrameListener frames() {
        return Objects.requireNonNull(frames);
    }

    private void read(WebSocketFrame frame) {
        try {
            frames().heard();
            switch (frame.type()) {
                case TEXT -> data(FrameEncoder.TEXT, true, frame);
                case BINARY -> data(FrameEncoder.BINARY, true, frame);
                case CONTINUATION -> data(message, false, frame);
                case PONG ->
                    frames().control(FrameEncoder.PONG, frame.binaryData().getBytes());
                case CLOSE ->
                    frames().control(FrameEncoder.CLOSE, frame.binaryData().getBytes());
                case PING -> {} // Vert.x has answered it
            }
        } catch (CloseException refused) {
            frames().refused(refused.status());
        }
        connection().inbound().readComplete();
    }

    private void data(int opcode, boolean first, WebSocketFrame frame) {
        message = opcode;
        byte[] payload = frame.binaryData().getBytes();
        frames().beginData(opcode, first, false, payload.length);
        frames().data(Unpooled.wrappedBuffer(payload));
        frames().endData(frame.isFinal());
    }

    private void failed(Throwable failure) {
        if (failure instanceof CorruptedWebSocketFrameException corrupted) {
            int code = corrupted.closeStatus().code();
            connection().closing().refuse(CloseStatus.of(code, ""));
        }
    }

    private void channelGone() {
        gone = true;
        connection().closing().channelGone();
    }

    @Override
    public boolean isWritable() {
        try {
            return !gone && !socket.writeQueueFull();
        } catch (IllegalStateException closed) {
            return false;
        }
    }

    @Override
    public void write(int opcode, byte[] payload) {
        Future<Void> written = switch (opcode) {
            case FrameEncoder.TEXT -> socket.writeFinalTextFrame(new String(payload, UTF_8));
            case FrameEncoder.BINARY -> socket.writeFinalBinaryFrame(Buffer.buffer(payload));
            case FrameEncoder.PING -> socket.writePing(Buffer.buffer(payload));
            default -> Future.succeededFuture(); // a pong: Vert.x has sent it
        };
        unsent++;
        written.onComplete(done -> onLoop(() -> {
            unsent--;
            sent++;
        }));
    }

    @Override
    public void writeClose(int code, String reason, Runnable written) {
        Future<Void> closed = code == CloseCode.NO_STATUS ? socket.close() : socket.close((short) code, reason);
        closed.onComplete(done -> onLoop(written));
    }

    /** The public interface knows no half-closed socket. */
    @Override
    public void endOutput() {}

    /** Whether or not the socket can be closed now, for the connection it is over. */
    @Override
    public void cut() {
        if (!gone) {
            gone = true;
            socket.shutdown(0, TimeUnit.SECONDS);
            loop.execute(this::channelGone);
        }
    }

    @Override
    public void release() {}

    @Override
    public boolean isSending() {
        return unsent > 0;
    }

    @Override
    public long progress() {
        return sent;
    }

    @Override
    public void pauseReading() {
        socket.pause();
    }

    @Override
    public void resumeReading() {
        socket.resume();
    }
}
