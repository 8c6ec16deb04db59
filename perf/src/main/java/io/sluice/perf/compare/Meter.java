package io.sluice.perf.compare;

import java.io.IOException;

/** Reads what a server has used between two moments. */
final class Meter {

    private final ServerUnderTest server;
    private final ClientCounts counts;
    private final long received;
    private final long allocated;
    private final long nanos;
    private final long cpu;

    private Meter(ServerUnderTest server, ClientCounts counts) throws IOException {
        this.server = server;
        this.counts = counts;
        received = counts.received();
        allocated = server.allocated();
        nanos = System.nanoTime();
        cpu = server.cpuNanos();
    }

    static Meter start(ServerUnderTest server, ClientCounts counts) throws IOException {
        return new Meter(server, counts);
    }

    /** Puts into {@code sample} what each message delivered since has cost. */
    Sample into(Sample sample) throws IOException {
        double cpuMicros = (server.cpuNanos() - cpu) / 1e3;
        double seconds = (System.nanoTime() - nanos) / 1e9;
        double bytes = server.allocated() - allocated;
        double delivered = counts.received() - received;
        return sample.with(Figure.CPU, cpuMicros / delivered)
                .with(Figure.ALLOCATED, bytes / delivered)
                .with(Figure.DELIVERED, delivered)
                .with(Figure.PER_SECOND, delivered / seconds)
                .with(Figure.RSS, server.rss() / 1e6);
    }
}
