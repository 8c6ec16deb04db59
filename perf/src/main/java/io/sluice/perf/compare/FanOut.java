package io.sluice.perf.compare;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;

/** A message to everybody, so many at a time: the next when everybody has had them all. */
record FanOut(String name, int inFlight) implements Workload {

    /** After connecting, before measuring: connections are young too. */
    private static final double SETTLE_SECONDS = 0.2;

    @Override
    public String describe() {
        return "fan-out, " + inFlight + " in flight";
    }

    @Override
    public Sample run(Bench bench, ServerUnderTest server, int round, double seconds) throws IOException {
        Clients clients = bench.clients();
        List<Channel> readers = clients.open(server.port(), ClientKind.reader(), bench.connections(), Bench.STEP);
        server.awaitMembers(bench.connections(), Bench.STEP);
        bench.broadcast(server, inFlight, bench.bytes(), SETTLE_SECONDS);
        Meter meter = Meter.start(server, clients.counts());
        bench.broadcast(server, inFlight, bench.bytes(), seconds);
        Sample sample = meter.into(new Sample(name, server.name().toString(), round));
        clients.close(readers);
        server.awaitMembers(0, Bench.STEP);
        return sample;
    }
}
