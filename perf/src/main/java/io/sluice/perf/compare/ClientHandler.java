package io.sluice.perf.compare;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One connection of the driver: asks for its upgrade, then counts. Confined to the event loop. */
final class ClientHandler extends ChannelInboundHandlerAdapter implements FrameCounter.Listener {

    private static final int CLOSE = 8;
    private static final int PING = 9;

    /** A pong without payload, masked with zeros: a sign of life. */
    private static final ByteBuf PONG = Unpooled.unreleasableBuffer(
            Unpooled.directBuffer().writeBytes(new byte[] {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0}));

    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final String ACCEPTED = "HTTP/1.1 101";

    private final ClientKind kind;
    private final ClientCounts counts;
    private final FrameCounter frames;
    private int headBytes;
    private int endMatched;
    private boolean open;
    private int messages;
    private int back;
    private @Nullable ChannelHandlerContext context;

    ClientHandler(ClientKind kind, ClientCounts counts) {
        this.kind = kind;
        this.counts = counts;
        frames = new FrameCounter(kind.stamped());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        this.context = context;
        if (context.pipeline().get(SslHandler.class) == null) {
            ask(context);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
        if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
            ask(context);
        }
        super.userEventTriggered(context, event);
    }

    private void ask(ChannelHandlerContext context) {
        String request = "GET " + kind.path() + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                + (kind.compress() ? "Sec-WebSocket-Extensions: permessage-deflate\r\n" : "") + "\r\n";
        context.writeAndFlush(Unpooled.copiedBuffer(request, US_ASCII));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws IOException {
        ByteBuf in = (ByteBuf) message;
        try {
            if (!open) {
                readHead(in);
            }
            frames.read(in, this);
        } finally {
            in.release();
        }
        if (messages > 0) {
            counts.received(messages);
            again(context, messages);
            messages = 0;
        }
    }

    private void readHead(ByteBuf in) throws IOException {
        while (in.isReadable()) {
            byte next = in.readByte();
            if (headBytes < ACCEPTED.length() && next != ACCEPTED.charAt(headBytes)) {
                throw new IOException("the server has not accepted " + kind.path());
            }
            headBytes++;
            endMatched = next == END_OF_HEAD.charAt(endMatched) ? endMatched + 1 : next == '\r' ? 1 : 0;
            if (endMatched == END_OF_HEAD.length()) {
                opened();
                return;
            }
        }
    }

    private void opened() {
        open = true;
        counts.opened();
        if (kind.stalled() && context != null) {
            context.channel().config().setAutoRead(false);
        }
    }

    /** As many as have come back, once they all have: the server finds several in one read, as it does under load. */
    private void again(ChannelHandlerContext context, int came) {
        if (kind.pipelined() > 0) {
            back += came;
            if (back >= kind.pipelined()) {
                back -= kind.pipelined();
                context.writeAndFlush(
                        MaskedFrames.of(kind.pipelined(), kind.messageBytes()).retainedDuplicate(),
                        context.voidPromise());
            }
        }
    }

    @Override
    public void message() {
        messages++;
    }

    @Override
    public void due(long nanos) {
        counts.due(nanos);
    }

    @Override
    public void control(int opcode) {
        if (context != null) {
            if (opcode == PING) {
                context.writeAndFlush(PONG.duplicate(), context.voidPromise());
            } else if (opcode == CLOSE) {
                context.close();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (open) {
            counts.closed();
        } else {
            counts.failed(new IOException("closed before it was open"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!open) {
            counts.failed(cause);
        }
        context.close();
    }
}
