package io.sluice.perf.jmh;

import io.sluice.fanout.Hub;
import io.sluice.perf.hub.Crowd;
import io.sluice.perf.hub.Policy;
import io.sluice.perf.hub.Update;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What members without demand cost who publishes: time for all of them together, by their policy. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HubLag {

    @Param({"1000", "10000", "100000"})
    public int members;

    @Param({"LATEST", "CONFLATE"})
    public Policy policy = Policy.LATEST;

    private Hub<Update> hub = Hub.create();
    private long published;

    @Setup
    public void join() {
        hub = Hub.create();
        Crowd.of(members, 0).join(hub.join(policy.overflow()));
    }

    @Benchmark
    public void publish() {
        hub.publish(Update.at(published++));
    }
}
