package io.sluice.perf.compare;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;

/**
 * A message to everybody, so many at a time: the next when everybody has had them all.
 *
 * @param bytes of a message; 0 for what the command line says
 */
record FanOut(String name, int inFlight, int bytes, Way way) implements Workload {

    /** After connecting, before measuring: connections are young too. */
    private static final double SETTLE_SECONDS = 0.2;

    @Override
    public String describe() {
        String how = way == Way.PLAIN ? "" : ", " + way.name().toLowerCase(java.util.Locale.ROOT);
        return "fan-out" + how + ", " + inFlight + " in flight" + (bytes == 0 ? "" : ", " + bytes + " B");
    }

    @Override
    public Sample run(Bench bench, ServerUnderTest server, int round, double seconds) throws IOException {
        Clients clients = bench.clients();
        int size = bytes == 0 ? bench.bytes() : bytes;
        ClientKind kind = way.of(ClientKind.reader());
        List<Channel> readers = clients.open(server.port(), kind, bench.connections(), Bench.STEP);
        server.awaitMembers(bench.connections(), Bench.STEP);
        bench.broadcast(server, inFlight, size, SETTLE_SECONDS);
        Meter meter = Meter.start(server, clients.counts());
        bench.broadcast(server, inFlight, size, seconds);
        Sample sample = meter.into(new Sample(name, server.name().toString(), round));
        clients.close(readers);
        server.awaitMembers(0, Bench.STEP);
        return sample;
    }
}
