package io.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** A server that accepts when told to and leaves everything else to the test. */
public final class RawServer implements AutoCloseable {

    private static final int ACCEPT_TIMEOUT_MILLIS = 20_000;

    private final ServerSocketChannel channel;

    public RawServer() {
        this(0);
    }

    public RawServer(int port) {
        try {
            channel = ServerSocketChannel.open();
            channel.socket().setReceiveBufferSize(RawPeer.KERNEL_BUFFER);
            channel.bind(new InetSocketAddress(RawPeer.LOCALHOST, port));
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

    /** The next caller, whose request has been read. */
    public RawPeer callerWith(String requestLine) {
        RawPeer peer = accept();
        assertThat(peer.readHead()).startsWith(requestLine);
        return peer;
    }

    /** The next WebSocket; {@code behind} travels in one write with the response. */
    public RawPeer upgrade(Frame... behind) {
        RawPeer peer = accept();
        byte[] response = RawPeer.upgradeResponse(peer.readHead());
        peer.sendAsOne(response, peer.encode(behind));
        return peer;
    }

    /** The next WebSocket, whose response has {@code moreHeaders}. */
    public RawPeer upgradeWith(String... moreHeaders) {
        RawPeer peer = accept();
        peer.sendBytes(RawPeer.upgradeResponse(peer.readHead(), moreHeaders));
        return peer;
    }

    /** A port nobody listens on. */
    public static int freePort() {
        try (RawServer server = new RawServer()) {
            return server.port();
        }
    }

    /** Whether somebody waits to be accepted. */
    public boolean hasCaller() {
        try {
            channel.configureBlocking(false);
            SocketChannel caller = channel.accept();
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
