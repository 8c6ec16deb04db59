package io.sluice.perf.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Any number of connections of one driver, on one thread and one selector, with one buffer for all of them.
 *
 * <p>Threading: what is public to the package is for the thread that made it; peers and counts live on the loop's own thread,
 * and counts are read by the other as they are.
 */
final class Peers implements AutoCloseable {

    /** Connections from one source address: below the limit a server has by default, and below the number of ports. */
    private static final int PER_ADDRESS = 500;
    /** Handshakes under way at a time: fewer than a server's accept queue takes. */
    private static final int WINDOW = 256;

    private static final long HIGHEST_MICROS = TimeUnit.SECONDS.toMicros(60);

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Thread thread = new Thread(this::loop, "peers");
    private final InetSocketAddress server;

    // Loop only.
    private final List<Peer> stalled = new ArrayList<>();
    private Histogram micros = new Histogram(HIGHEST_MICROS, 3);
    private int started;

    // Written by the loop.
    private volatile boolean running = true;
    private volatile int openings;
    private volatile int closings;
    private volatile int refusals;
    private volatile long received;
    private volatile long missed;

    Peers(int port) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        thread.setDaemon(true);
        thread.start();
    }

    private void loop() {
        try {
            while (running) {
                selector.select(this::ready, 100);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
            for (SelectionKey key : selector.keys()) {
                ((Peer) key.attachment()).close();
            }
            selector.close();
        } catch (IOException | RuntimeException failed) {
            running = false;
            System.err.println("the driver has failed: " + failed);
        }
    }

    private void ready(SelectionKey key) {
        if (key.isValid()) {
            ((Peer) key.attachment()).ready(buffer);
        }
    }

    /** Opens {@code count} more, a window at a time, and blocks until all are open or have failed. */
    void open(int count, String path, Duration limit) throws IOException {
        int before = openings + refusals;
        int from = before;
        long deadline = System.nanoTime() + limit.toNanos();
        while (from < before + count) {
            int room = Math.min(before + count - from, WINDOW - (from - openings - refusals));
            if (room > 0) {
                run(() -> start(room, path, false));
                from += room;
            }
            pause(deadline);
        }
        int all = before + count;
        await(() -> openings + refusals >= all, limit);
    }

    /** Opens one that never reads. */
    void openStalled(String path, Duration limit) throws IOException {
        int before = openings + refusals;
        run(() -> start(1, path, true));
        await(() -> openings + refusals > before, limit);
    }

    void closeStalled() throws IOException {
        run(() -> {
            stalled.forEach(Peer::close);
            stalled.clear();
        });
    }

    private void start(int count, String path, boolean never) {
        for (int i = 0; i < count; i++) {
            try {
                byte[] address = {127, 0, 0, (byte) (1 + started++ / PER_ADDRESS % 250)};
                InetSocketAddress source = new InetSocketAddress(InetAddress.getByAddress(address), 0);
                Peer peer = new Peer(this, selector, source, server, path, never);
                if (never) {
                    stalled.add(peer);
                }
            } catch (IOException noSocket) {
                closed(false);
            }
        }
    }

    /** Messages taken so far, by all. */
    long received() {
        return received;
    }

    /** Messages whose number was left out, between two that came on one connection. */
    long missed() {
        return missed;
    }

    /** Connections that are open. */
    int open() {
        return openings - closings;
    }

    void awaitReceived(long total, Duration limit) throws IOException {
        await(() -> received >= total, limit);
    }

    /** The delays of messages, from when they were due, in microseconds, since the last call. */
    Histogram takeDelays() throws IOException {
        return call(() -> {
            Histogram taken = micros;
            micros = new Histogram(HIGHEST_MICROS, 3);
            return taken;
        });
    }

    private void await(BooleanSupplier done, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            pause(deadline);
        }
    }

    /** Looking often enough, and not so often that it costs what is measured. */
    private void pause(long deadline) throws IOException {
        if (!running) {
            throw new IOException("the driver has failed");
        }
        if (System.nanoTime() > deadline) {
            throw new IOException("took too long: " + open() + " connections open, " + refusals + " refused, "
                    + received + " messages received");
        }
        LockSupport.parkNanos(500_000);
    }

    private void run(Runnable task) throws IOException {
        call(() -> {
            task.run();
            return 0;
        });
    }

    private <T> T call(Supplier<T> task) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        tasks.add(() -> result.complete(task.get()));
        selector.wakeup();
        try {
            return result.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failed) {
            throw new IOException("the driver does not answer", failed);
        }
    }

    // Called by peers, on the loop. One writer: increments of volatiles lose nothing.

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void opened() {
        openings++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void closed(boolean wasOpen) {
        if (wasOpen) {
            closings++;
        } else {
            refusals++;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    void received(long due, long gap) {
        micros.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, (System.nanoTime() - due) / 1_000)));
        missed += gap;
        received++;
    }

    @Override
    public void close() {
        running = false;
        selector.wakeup();
    }
}
