package io.sluice.perf.compare;

import io.netty.channel.Channel;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Messages to everybody at a fixed rate, whatever becomes of them, while connections come and go if they are to. A message that is
 * published late is as late as it is: delays count from when it was due.
 *
 * @param turnover connections that join, and that leave, per second
 */
record Paced(String name, int perSecond, int turnover) implements Workload {

    private static final int TURNS_PER_SECOND = 10;

    @Override
    public String describe() {
        return perSecond + " messages per second to all"
                + (turnover == 0 ? "" : ", " + turnover + " joins and leaves per second");
    }

    @Override
    public Figure compared() {
        return turnover == 0 && perSecond >= OVERLOAD ? Figure.PER_SECOND : Figure.CPU;
    }

    /** A rate that no server keeps up with, at a thousand connections. */
    static final int OVERLOAD = 2_000;

    @Override
    public Sample run(Bench bench, ServerUnderTest server, int round, double seconds) throws IOException {
        Clients clients = bench.clients();
        ClientKind kind = ClientKind.reader().withStamps();
        List<Channel> readers = clients.open(server.port(), kind, bench.connections(), Bench.STEP);
        server.awaitMembers(bench.connections(), Bench.STEP);
        Histogram before = clients.takeDelays();
        before.reset();
        long count = Math.max(1, Math.round(perSecond * (perSecond >= OVERLOAD ? Math.min(seconds, 1) : seconds)));
        long expected = clients.counts().received() + count * bench.connections();
        Meter meter = Meter.start(server, clients.counts());
        server.pace(perSecond, count, bench.bytes());
        comeAndGo(clients, server, kind, (double) count / perSecond);
        server.awaitPaced();
        if (turnover == 0) {
            clients.awaitReceived(expected, Bench.STEP);
        }
        Sample sample = meter.into(new Sample(name, server.name().toString(), round));
        Histogram delays = clients.takeDelays();
        clients.close(readers);
        server.awaitMembers(0, Bench.STEP);
        return sample.with(Figure.P50, delays.getValueAtPercentile(50) / 1e3)
                .with(Figure.P99, delays.getValueAtPercentile(99) / 1e3);
    }

    private void comeAndGo(Clients clients, ServerUnderTest server, ClientKind kind, double seconds)
            throws IOException {
        if (turnover == 0) {
            return;
        }
        long end = System.nanoTime() + (long) (seconds * 1e9);
        long turn = System.nanoTime();
        while (turn < end) {
            clients.close(clients.open(server.port(), kind, turnover / TURNS_PER_SECOND, Bench.STEP));
            turn += TimeUnit.SECONDS.toNanos(1) / TURNS_PER_SECOND;
            Pauses.seconds((turn - System.nanoTime()) / 1e9);
        }
    }
}
