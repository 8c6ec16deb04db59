package io.sluice.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/** A server that accepts when told to and leaves everything else to the test. */
public final class RawServer implements AutoCloseable {

    private static final int ACCEPT_TIMEOUT_MILLIS = 20_000;

    private final ServerSocketChannel channel;

    public RawServer() {
        try {
            channel = ServerSocketChannel.open();
            channel.socket().setReceiveBufferSize(RawPeer.KERNEL_BUFFER);
            channel.bind(new InetSocketAddress(RawPeer.LOCALHOST, 0));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public int port() {
        return channel.socket().getLocalPort();
    }

    public String uri() {
        return "ws://localhost:" + port() + "/";
    }

    /** The next TCP connection, of which nothing has been read. */
    public RawPeer accept() {
        try {
            channel.socket().setSoTimeout(ACCEPT_TIMEOUT_MILLIS);
            return RawPeer.accepted(channel.socket().accept().getChannel());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The next WebSocket; {@code behind} travels in one write with the response. */
    public RawPeer upgrade(Frame... behind) {
        RawPeer peer = accept();
        byte[] response = RawPeer.upgradeResponse(peer.readHead());
        byte[] frames = peer.encode(behind);
        byte[] both = java.util.Arrays.copyOf(response, response.length + frames.length);
        System.arraycopy(frames, 0, both, response.length, frames.length);
        peer.sendBytes(both);
        return peer;
    }

    /** Whether somebody waits to be accepted. */
    public boolean hasCaller() {
        try {
            channel.configureBlocking(false);
            java.nio.channels.SocketChannel caller = channel.accept();
            channel.configureBlocking(true);
            if (caller != null) {
                caller.close();
            }
            return caller != null;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
