package io.sluice.perf.compare;

import io.netty.channel.Channel;
import io.sluice.perf.Descriptors;
import java.io.IOException;
import java.util.List;

/** Connections that are open, and nothing more: what each holds in the heap and in all. */
record Idle(String name, int connections) implements Workload {

    /** Some first, which load classes and fill pools. */
    private static final int FIRST = 200;

    @Override
    public String describe() {
        return "idle connections, " + connections + " or as many as there may be open files";
    }

    @Override
    public Figure compared() {
        return Figure.HEAP;
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public Sample run(Bench bench, ServerUnderTest server, int round, double seconds) throws IOException {
        Clients clients = bench.clients();
        ClientKind kind = ClientKind.reader();
        int more = (int) Math.min(connections, Descriptors.hardLimit() - 2 * FIRST);
        List<Channel> first = clients.open(server.port(), kind, FIRST, Bench.STEP);
        server.awaitMembers(FIRST, Bench.STEP);
        bench.broadcastTo(FIRST, server);
        long heap = server.heap();
        long rss = server.rss();
        List<Channel> all = clients.open(server.port(), kind, more, Bench.STEP);
        server.awaitMembers(FIRST + more, Bench.STEP);
        bench.broadcastTo(FIRST + more, server);
        Sample sample = new Sample(name, server.name().toString(), round)
                .with(Figure.HEAP, (double) (server.heap() - heap) / more)
                .with(Figure.RSS_PER_CONNECTION, (double) (server.rss() - rss) / more)
                .with(Figure.RSS, server.rss() / 1e6);
        clients.close(all);
        clients.close(first);
        server.awaitMembers(0, Bench.STEP);
        return sample;
    }
}
