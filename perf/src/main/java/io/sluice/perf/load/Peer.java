package io.sluice.perf.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection of the driver. Confined to the thread of its {@link Peers}. */
final class Peer implements FrameReader.Listener {

    private static final int PING = 9;
    private static final int CLOSE = 8;
    private static final int STALLED_RECEIVE_BUFFER = 4_096;

    /** A pong without payload, masked with zeros: a sign of life. */
    private static final byte[] PONG = {(byte) 0x8a, (byte) 0x80, 0, 0, 0, 0};

    private static final String END_OF_HEAD = "\r\n\r\n";
    private static final byte[] ACCEPTED = "HTTP/1.1 101".getBytes(US_ASCII);

    private final Peers peers;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final byte[] request;
    private final boolean stalled;
    private final FrameReader frames = new FrameReader();
    private int headBytes;
    private int endMatched;
    private boolean open;
    private long last = -1;

    /**
     * Begins to connect.
     *
     * @param stalled whether to read nothing once the connection is open
     */
    Peer(Peers peers, Selector selector, InetSocketAddress from, InetSocketAddress to, String path, boolean stalled)
            throws IOException {
        this.peers = peers;
        this.stalled = stalled;
        request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
                .getBytes(US_ASCII);
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            if (stalled) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, STALLED_RECEIVE_BUFFER);
            }
            channel.bind(from);
            channel.connect(to);
            key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    boolean isOpen() {
        return open;
    }

    void ready(ByteBuffer buffer) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                channel.write(ByteBuffer.wrap(request)); // into an empty socket buffer: it takes all of it
                key.interestOps(SelectionKey.OP_READ);
            } else {
                read(buffer);
            }
        } catch (IOException gone) {
            close();
        }
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            close();
            return;
        }
        buffer.flip();
        if (!open) {
            readHead(buffer);
        }
        frames.read(buffer, this);
    }

    private void readHead(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            byte next = buffer.get();
            if (headBytes < ACCEPTED.length && next != ACCEPTED[headBytes]) {
                throw new IOException("refused");
            }
            headBytes++;
            endMatched = next == END_OF_HEAD.charAt(endMatched) ? endMatched + 1 : next == '\r' ? 1 : 0;
            if (endMatched == END_OF_HEAD.length()) {
                open = true;
                if (stalled) {
                    key.interestOps(0);
                }
                peers.opened();
                return;
            }
        }
    }

    @Override
    public void message(long sequence, long due) {
        peers.received(due, last < 0 ? 0 : sequence - last - 1);
        last = sequence;
    }

    @Override
    public void control(int opcode) {
        if (opcode == PING) {
            try {
                channel.write(ByteBuffer.wrap(PONG));
            } catch (IOException gone) {
                close();
            }
        } else if (opcode == CLOSE) {
            close();
        }
    }

    void close() {
        if (channel.isOpen()) {
            try {
                channel.close();
            } catch (IOException alreadyGone) {
                // no more open than before
            }
            peers.closed(open);
        }
    }
}
