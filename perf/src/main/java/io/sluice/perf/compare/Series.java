package io.sluice.perf.compare;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.sluice.perf.serve.ContenderName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Measures one workload on several servers by turns: a process for each, all warmed up first; then every server in every round,
 * beginning with another each time, so that what else the machine does falls on all of them.
 *
 * @param lines told each sample as JSON
 */
record Series(int connections, int bytes, int rounds, double seconds, double warmUp, Consumer<String> lines) {

    private static final List<String> JVM = List.of("-Xmx2g", "-XX:+UseSerialGC");
    private static final double CALLS_SECONDS = 0.5;
    private static final int WARM_UP = -1;
    private static final int CALLS = -2;

    /** A server that fails is left out from then on. */
    Medians measure(Workload workload, List<ContenderName> servers, KeyStoreFile keys) throws IOException {
        if (workload.warmsUp()) {
            return measureByTurns(workload, servers, keys);
        }
        Medians medians = new Medians();
        for (int round = 0; round < rounds; round++) {
            Series once = new Series(connections, bytes, 1, seconds, warmUp, lines);
            once.measureByTurns(workload, servers, keys).addTo(medians);
        }
        return medians;
    }

    private Medians measureByTurns(Workload workload, List<ContenderName> servers, KeyStoreFile keys)
            throws IOException {
        Medians medians = new Medians();
        List<ServerUnderTest> running = new ArrayList<>();
        try (Clients clients = new Clients(tls(workload.way()))) {
            Bench bench = new Bench(clients, connections, bytes);
            for (ContenderName name : servers) {
                if (workload.suits(name)) {
                    running.add(new ServerUnderTest(name, JVM, workload.way().arguments(keys)));
                }
            }
            if (workload.warmsUp()) {
                each(running, bench, server -> workload.run(bench, server, WARM_UP, warmUp), sample -> {});
            }
            for (int round = 0; round < rounds; round++) {
                int now = round;
                each(
                        running,
                        bench,
                        server -> workload.run(bench, server, now, seconds),
                        sample -> keep(sample, medians));
                Collections.rotate(running, 1);
            }
            if (workload.compared() == Figure.CPU) {
                each(running, bench, server -> countCalls(workload, bench, server), sample -> keep(sample, medians));
            }
        } finally {
            running.forEach(ServerUnderTest::close);
        }
        return medians;
    }

    private interface Step {
        Sample take(ServerUnderTest server) throws IOException;
    }

    private void each(List<ServerUnderTest> running, Bench bench, Step step, Consumer<Sample> result)
            throws IOException {
        for (ServerUnderTest server : List.copyOf(running)) {
            try {
                result.accept(step.take(server));
            } catch (IOException failed) {
                System.err.println(server.name() + " is left out: " + failed.getMessage());
                running.remove(server);
                server.close();
                bench.clients().reset();
            }
        }
    }

    private static @Nullable SslContext tls(Way way) throws IOException {
        return way == Way.TLS
                ? SslContextBuilder.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm("")
                        .build()
                : null;
    }

    private static Sample countCalls(Workload workload, Bench bench, ServerUnderTest server) throws IOException {
        long before = bench.clients().counts().received();
        SystemCalls calls = new SystemCalls(server.pid());
        Sample unused = workload.run(bench, server, CALLS, CALLS_SECONDS);
        Map<String, Long> counts = calls.end();
        Sample sample = new Sample(workload.name(), server.name().toString(), CALLS);
        double delivered = bench.clients().counts().received() - before;
        if (counts.isEmpty()) {
            return sample;
        }
        return sample.with(Figure.SENDING_CALLS, SystemCalls.sum(counts, SystemCalls.SENDING) / delivered);
    }

    private void keep(Sample sample, Medians medians) {
        if (!sample.values().isEmpty()) {
            lines.accept(sample.json());
            medians.add(sample);
        }
    }
}
