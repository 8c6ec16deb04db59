package io.sluice.perf.compare;

import java.io.IOException;
import java.time.Duration;

/**
 * What workloads work with.
 *
 * @param connections how many there are, where the workload leaves it open
 * @param bytes of a message, where the workload leaves it open
 */
record Bench(Clients clients, int connections, int bytes) {

    /** The longest anything may take before a run is given up. */
    static final Duration STEP = Duration.ofSeconds(30);

    /** Broadcasts {@code inFlight} at a time for {@code seconds}: the next when everybody has had them all. */
    void broadcast(ServerUnderTest server, int inFlight, int messageBytes, double seconds) throws IOException {
        int receivers = connections;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long expected = clients.counts().received();
        do {
            server.publish(inFlight, messageBytes);
            expected += (long) inFlight * receivers;
            clients.awaitReceived(expected, STEP);
        } while (System.nanoTime() < end);
    }

    /** One message to each of so many who read it. */
    void broadcastTo(int receivers, ServerUnderTest server) throws IOException {
        long expected = clients.counts().received() + receivers;
        server.publish(1, bytes);
        clients.awaitReceived(expected, STEP);
    }
}
