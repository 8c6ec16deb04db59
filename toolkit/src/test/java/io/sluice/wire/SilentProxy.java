package io.sluice.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands between two ends of TCP and forwards what they say, until it is told to {@linkplain #vanish vanish}: from then on it
 * neither forwards nor closes, like a cable that was cut or a middlebox that forgot the connection.
 *
 * <p>Its kernel buffers are small, so that an end that writes on notices soon that nobody reads.
 */
public final class SilentProxy implements AutoCloseable {

    private final ServerSocketChannel listener;
    private final int target;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "silent-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<SocketChannel> channels = new ArrayList<>();
    private volatile boolean silent;

    /** Forwards to {@code target}, a port of this machine. */
    public SilentProxy(int target) {
        this.target = target;
        try {
            listener = ServerSocketChannel.open();
            listener.socket().setReceiveBufferSize(RawPeer.KERNEL_BUFFER);
            listener.bind(new InetSocketAddress(RawPeer.LOCALHOST, 0));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return listener.socket().getLocalPort();
    }

    /** Forwards nothing from now on, in either direction, and closes nothing. */
    public void vanish() {
        silent = true;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel caller = keep(listener.accept());
                SocketChannel called = keep(SocketChannel.open());
                called.socket().setReceiveBufferSize(RawPeer.KERNEL_BUFFER);
                called.connect(new InetSocketAddress(RawPeer.LOCALHOST, target));
                threads.execute(() -> forward(caller, called));
                threads.execute(() -> forward(called, caller));
            }
        } catch (IOException closed) {
            // The end of this proxy.
        }
    }

    private SocketChannel keep(SocketChannel channel) throws IOException {
        synchronized (channels) {
            channels.add(channel);
        }
        channel.socket().setSendBufferSize(RawPeer.KERNEL_BUFFER);
        channel.socket().setTcpNoDelay(true);
        return channel;
    }

    private void forward(SocketChannel from, SocketChannel to) {
        ByteBuffer bytes = ByteBuffer.allocate(16 << 10);
        try {
            while (from.read(bytes.clear()) >= 0 && !silent) {
                bytes.flip();
                while (bytes.hasRemaining()) {
                    to.write(bytes);
                }
            }
            if (silent) {
                closing.await();
            } else {
                to.shutdownOutput();
            }
        } catch (IOException | InterruptedException ended) {
            // One of the ends, or this proxy, was cut.
        }
    }

    @Override
    public void close() {
        closing.countDown();
        threads.shutdownNow();
        try {
            listener.close();
            synchronized (channels) {
                for (SocketChannel channel : channels) {
                    channel.close();
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
