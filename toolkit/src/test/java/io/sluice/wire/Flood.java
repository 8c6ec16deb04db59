package io.sluice.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.function.IntFunction;

/** A long row of frames from a raw peer, which can tell whether TCP takes more of them. */
public final class Flood {

    private static final int QUIET_MILLIS = 200;
    private static final int CHUNK = 64 << 10;

    private final RawPeer peer;
    private final int frames;
    private final IntFunction<Frame> frame;
    private int next;
    private ByteBuffer chunk = ByteBuffer.allocate(0);

    public Flood(RawPeer peer, int frames, IntFunction<Frame> frame) {
        this.peer = peer;
        this.frames = frames;
        this.frame = frame;
    }

    /** Writes until all is written, or the kernel has taken nothing for a while: the other side does not read. */
    public boolean isPushedBack() {
        SocketChannel channel = peer.channel();
        try (Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_WRITE);
            boolean blocked = false;
            while (!blocked && fill()) {
                if (channel.write(chunk) == 0) {
                    blocked = selector.select(QUIET_MILLIS) == 0;
                    selector.selectedKeys().clear();
                }
            }
            key.cancel();
            selector.selectNow();
            channel.configureBlocking(true);
            return blocked;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Writes what is left, as fast as the other side takes it. */
    public void finish() {
        try {
            while (fill()) {
                peer.channel().write(chunk);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private boolean fill() {
        if (chunk.hasRemaining() || next == frames) {
            return chunk.hasRemaining();
        }
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        while (next < frames && out.size() < CHUNK) {
            out.writeBytes(peer.encode(frame.apply(next++)));
        }
        chunk = ByteBuffer.wrap(out.toByteArray());
        return true;
    }
}
