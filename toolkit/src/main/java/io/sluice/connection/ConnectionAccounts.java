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
    private final AtomicLong savedByInflating = new AtomicLong();
    private final AtomicLong savedByDeflating = new AtomicLong();
    private final AtomicLong flushes = new AtomicLong();

    void received(int messages, int bytes) {
        add(messagesReceived, messages);
        add(bytesReceived, bytes);
    }

    void delivered(int messages, int bytes) {
        add(messagesDelivered, messages);
        add(bytesDelivered, bytes);
    }

    void discarded(int messages, int bytes) {
        messagesDiscarded.addAndGet(messages);
        bytesDiscarded.addAndGet(bytes);
    }

    void sent(int bytes) {
        add(messagesSent, 1);
        add(bytesSent, bytes);
    }

    /** A message counted as received travelled as so many bytes less. */
    void inflated(long saved) {
        add(savedByInflating, saved);
    }

    /** A message counted as sent travels as so many bytes less. */
    void deflated(int saved) {
        add(savedByDeflating, saved);
    }

    void flushed() {
        add(flushes, 1);
    }

    /** A figure that grows with each message, or part of one, that is delivered. */
    long delivered() {
        return messagesDelivered.get() + bytesDelivered.get();
    }

    /** A figure that grows with each message, or part of one, that comes or goes. */
    long moved() {
        return messagesReceived.get() + bytesReceived.get() + messagesSent.get();
    }

    ConnectionCounters snapshot() {
        // Delivered and discarded are read first: each follows a receipt, so what is queued is never negative.
        long delivered = messagesDelivered.get();
        long deliveredBytes = bytesDelivered.get();
        long discarded = messagesDiscarded.get();
        long discardedBytes = bytesDiscarded.get();
        // What was saved before the bytes it was saved of, for the same reason.
        long savedReceiving = savedByInflating.get();
        long savedSending = savedByDeflating.get();
        long received = messagesReceived.get();
        long receivedBytes = bytesReceived.get();
        long sentBytes = bytesSent.get();
        return new ConnectionCounters(
                received,
                receivedBytes,
                delivered,
                discarded,
                received - delivered - discarded,
                receivedBytes - deliveredBytes - discardedBytes,
                messagesSent.get(),
                sentBytes,
                flushes.get(),
                receivedBytes - savedReceiving,
                sentBytes - savedSending);
    }

    private static void add(AtomicLong figure, long amount) {
        figure.lazySet(figure.get() + amount);
    }
}
