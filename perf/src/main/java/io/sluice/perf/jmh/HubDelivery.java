package io.sluice.perf.jmh;

import io.sluice.perf.hub.Contender;
import io.sluice.perf.hub.Crowd;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to give a value to members that are in step and requested without end: time for all of them together, to be
 * divided by their number. MulticastProcessor and publish() take minutes to get 100,000 subscribers: leave those out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HubDelivery {

    @Param({"1000", "10000", "100000"})
    public int members;

    @Param({"HUB", "HUB_CONFLATE", "PUBLISH_PROCESSOR"})
    public Contender contender = Contender.HUB;

    private Contender.Broadcast broadcast = Contender.HUB.open();
    private Crowd crowd = Crowd.of(0, 0);
    private long published;

    @Setup
    public void join() {
        broadcast = contender.open();
        crowd = Crowd.of(members, Long.MAX_VALUE).join(broadcast.members());
    }

    @Benchmark
    public void publish() {
        broadcast.publish().accept(Update.at(published++));
    }

    @TearDown
    public void check() {
        crowd.expect(published);
    }
}
