package io.sluice.connection;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The figures behind {@link ConnectionCounters}. Each has one writer at a time (the event loop, or the context for what is
 * delivered) and any number of readers, so an ordered store is enough and no atomic update is paid for.
 */
final class ConnectionAccounts {

    private static final int MESSAGES_RECEIVED = 0;
    private static final int BYTES_RECEIVED = 1;
    private static final int MESSAGES_DELIVERED = 2;
    private static final int BYTES_DELIVERED = 3;
    private static final int MESSAGES_DISCARDED = 4;
    private static final int BYTES_DISCARDED = 5;
    private static final int MESSAGES_SENT = 6;
    private static final int BYTES_SENT = 7;
    private static final int SAVED_BY_INFLATING = 8;
    private static final int SAVED_BY_DEFLATING = 9;
    private static final int FLUSHES = 10;

    /** One array in place of a counter each: a connection that idles should be small. */
    private final AtomicLongArray figures = new AtomicLongArray(11);

    void received(int messages, int bytes) {
        add(MESSAGES_RECEIVED, messages);
        add(BYTES_RECEIVED, bytes);
    }

    void delivered(int messages, int bytes) {
        add(MESSAGES_DELIVERED, messages);
        add(BYTES_DELIVERED, bytes);
    }

    void discarded(int messages, int bytes) {
        figures.addAndGet(MESSAGES_DISCARDED, messages);
        figures.addAndGet(BYTES_DISCARDED, bytes);
    }

    void sent(int bytes) {
        add(MESSAGES_SENT, 1);
        add(BYTES_SENT, bytes);
    }

    /** A message counted as received travelled as so many bytes less. */
    void inflated(long saved) {
        add(SAVED_BY_INFLATING, saved);
    }

    /** A message counted as sent travels as so many bytes less. */
    void deflated(int saved) {
        add(SAVED_BY_DEFLATING, saved);
    }

    void flushed() {
        add(FLUSHES, 1);
    }

    /** A figure that grows with each message, or part of one, that is delivered. */
    long delivered() {
        return figures.get(MESSAGES_DELIVERED) + figures.get(BYTES_DELIVERED);
    }

    /** A figure that grows with each message, or part of one, that comes or goes. */
    long moved() {
        return figures.get(MESSAGES_RECEIVED) + figures.get(BYTES_RECEIVED) + figures.get(MESSAGES_SENT);
    }

    ConnectionCounters snapshot() {
        // Delivered and discarded are read first: each follows a receipt, so what is queued is never negative.
        long delivered = figures.get(MESSAGES_DELIVERED);
        long deliveredBytes = figures.get(BYTES_DELIVERED);
        long discarded = figures.get(MESSAGES_DISCARDED);
        long discardedBytes = figures.get(BYTES_DISCARDED);
        // What was saved before the bytes it was saved of, for the same reason.
        long savedReceiving = figures.get(SAVED_BY_INFLATING);
        long savedSending = figures.get(SAVED_BY_DEFLATING);
        long received = figures.get(MESSAGES_RECEIVED);
        long receivedBytes = figures.get(BYTES_RECEIVED);
        long sentBytes = figures.get(BYTES_SENT);
        return new ConnectionCounters(
                received,
                receivedBytes,
                delivered,
                discarded,
                received - delivered - discarded,
                receivedBytes - deliveredBytes - discardedBytes,
                figures.get(MESSAGES_SENT),
                sentBytes,
                figures.get(FLUSHES),
                receivedBytes - savedReceiving,
                sentBytes - savedSending);
    }

    private void add(int figure, long amount) {
        figures.lazySet(figure, figures.get(figure) + amount);
    }
}
