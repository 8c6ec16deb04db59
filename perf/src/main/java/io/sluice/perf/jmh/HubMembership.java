package io.sluice.perf.jmh;

import io.sluice.perf.hub.Contender;
import io.sluice.perf.hub.Crowd;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** 100,000 members join one after the other, each with its first request; and leave again, in random order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 10)
@Measurement(iterations = 20)
public class HubMembership {

    @Param("100000")
    public int members;

    @Param({"HUB", "HUB_CONFLATE"})
    public Contender contender = Contender.HUB;

    private Contender.Broadcast broadcast = Contender.HUB.open();
    private Crowd crowd = Crowd.of(0, 0);

    /** What is measured by {@link #leave}. */
    @State(Scope.Thread)
    public static class Joined {
        private Crowd crowd = Crowd.of(0, 0);

        @Setup(Level.Invocation)
        public void join(HubMembership membership) {
            crowd = Crowd.of(membership.members, Long.MAX_VALUE)
                    .join(membership.contender.open().members())
                    .shuffle();
        }
    }

    @Setup(Level.Invocation)
    public void open() {
        broadcast = contender.open();
        crowd = Crowd.of(members, Long.MAX_VALUE);
    }

    @Benchmark
    public Crowd join() {
        return crowd.join(broadcast.members());
    }

    @Benchmark
    public Crowd leave(Joined joined) {
        joined.crowd.leave();
        return joined.crowd;
    }
}
