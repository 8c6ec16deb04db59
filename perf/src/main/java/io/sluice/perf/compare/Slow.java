package io.sluice.perf.compare;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;
import org.HdrHistogram.Histogram;

/** Messages at a fixed rate to everybody, without and then with a tenth as many more who never read. */
record Slow(String name, int perSecond, int bytes, Way way) implements Workload {

    private static final int STALLED_PER_READER = 10;

    @Override
    public String describe() {
        return perSecond + " messages of " + bytes + " B per second, without and with a tenth more who never read"
                + (way == Way.CONFLATED ? ", conflated" : "");
    }

    @Override
    public Sample run(Bench bench, ServerUnderTest server, int round, double seconds) throws IOException {
        Clients clients = bench.clients();
        int healthy = bench.connections();
        int stalled = healthy / STALLED_PER_READER;
        ClientKind kind = way.of(ClientKind.reader().withStamps());
        List<Channel> readers = clients.open(server.port(), kind, healthy, Bench.STEP);
        server.awaitMembers(healthy, Bench.STEP);
        Sample without = paced(bench, server, seconds);
        long rss = server.rss();
        List<Channel> slow = clients.open(server.port(), kind.thatStalls(), stalled, Bench.STEP);
        server.awaitMembers(healthy + stalled, Bench.STEP);
        Sample with = paced(bench, server, seconds);
        Sample sample = new Sample(name, server.name().toString(), round);
        sample.values().putAll(with.values());
        sample.with(Figure.RSS_GROWTH, (server.rss() - rss) / 1e6)
                .with(Figure.P99_RATIO, ratio(with, without, Figure.P99))
                .with(Figure.CPU_RATIO, ratio(with, without, Figure.CPU));
        clients.close(slow);
        clients.close(readers);
        server.awaitMembers(0, Bench.STEP);
        return sample;
    }

    private static double ratio(Sample with, Sample without, Figure figure) {
        return with.value(figure) / without.value(figure);
    }

    private Sample paced(Bench bench, ServerUnderTest server, double seconds) throws IOException {
        Clients clients = bench.clients();
        Histogram before = clients.takeDelays();
        before.reset();
        long count = Math.max(1, Math.round(perSecond * seconds));
        long expected = clients.counts().received() + count * bench.connections();
        Meter meter = Meter.start(server, clients.counts());
        server.pace(perSecond, count, bytes);
        server.awaitPaced();
        clients.awaitReceived(expected, Bench.STEP);
        Sample sample = meter.into(new Sample(name, server.name().toString(), 0));
        Histogram delays = clients.takeDelays();
        return sample.with(Figure.P50, delays.getValueAtPercentile(50) / 1e3)
                .with(Figure.P99, delays.getValueAtPercentile(99) / 1e3);
    }
}
