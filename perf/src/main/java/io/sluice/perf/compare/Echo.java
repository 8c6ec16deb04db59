package io.sluice.perf.compare;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;

/**
 * Each connection sends so many messages, and as many again when they have all come back.
 *
 * @param connections there are: enough that the server is never without work, few enough that it finds several in one read
 */
record Echo(String name, int connections, int pipelined, int bytes) implements Workload {

    private static final double SETTLE_SECONDS = 0.2;

    @Override
    public String describe() {
        return "echo of " + bytes + " B, " + connections + " connections, " + pipelined + " under way on each";
    }

    @Override
    public Sample run(Bench bench, ServerUnderTest server, int round, double seconds) throws IOException {
        Clients clients = bench.clients();
        ClientKind kind = ClientKind.echoing(pipelined, bytes);
        List<Channel> peers = clients.open(server.port(), kind, connections, Bench.STEP);
        clients.sendEverywhere(peers, MaskedFrames.of(pipelined, bytes).duplicate());
        Pauses.seconds(SETTLE_SECONDS);
        Meter meter = Meter.start(server, clients.counts());
        Pauses.seconds(seconds);
        Sample sample = meter.into(new Sample(name, server.name().toString(), round));
        clients.close(peers);
        return sample;
    }
}
