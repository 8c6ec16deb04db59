package io.sluice.connection;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The figures behind {@link ConnectionCounters}. Each has one writer at a time (the event loop, or the context for what is
 * delivered) and any number of readers, so an ordered store is enough and no atomic update is paid for.
 */
final class ConnectionAccounts {

    private final AtomicLong messagesReceived = new AtomicLong();
    private final AtomicLong bytesReceived = new AtomicLong();
    private final AtomicLong messagesDelivered = new AtomicLong();
    private final AtomicLong bytesDelivered = new AtomicLong();
    private final AtomicLong messagesDiscarded = new AtomicLong();
    private final AtomicLong bytesDiscarded = new AtomicLong();
    private final AtomicLong messagesSent = new AtomicLong();
    private final AtomicLong bytesSent = new AtomicLong();
    private final AtomicLong flushes = new AtomicLong();

    void received(int bytes) {
        add(messagesReceived, 1);
        add(bytesReceived, bytes);
    }

    void delivered(int bytes) {
        add(messagesDelivered, 1);
        add(bytesDelivered, bytes);
    }

    void discarded(int bytes) {
        messagesDiscarded.incrementAndGet();
        bytesDiscarded.addAndGet(bytes);
    }

    void sent(int bytes) {
        add(messagesSent, 1);
        add(bytesSent, bytes);
    }

    void flushed() {
        add(flushes, 1);
    }

    long delivered() {
        return messagesDelivered.get();
    }

    /** Messages that came or went. */
    long moved() {
        return messagesReceived.get() + messagesSent.get();
    }

    ConnectionCounters snapshot() {
        // Delivered and discarded are read first: each follows a receipt, so what is queued is never negative.
        long delivered = messagesDelivered.get();
        long deliveredBytes = bytesDelivered.get();
        long discarded = messagesDiscarded.get();
        long discardedBytes = bytesDiscarded.get();
        long received = messagesReceived.get();
        long receivedBytes = bytesReceived.get();
        return new ConnectionCounters(
                received,
                receivedBytes,
                delivered,
                discarded,
                received - delivered - discarded,
                receivedBytes - deliveredBytes - discardedBytes,
                messagesSent.get(),
                bytesSent.get(),
                flushes.get());
    }

    private static void add(AtomicLong figure, long amount) {
        figure.lazySet(figure.get() + amount);
    }
}
