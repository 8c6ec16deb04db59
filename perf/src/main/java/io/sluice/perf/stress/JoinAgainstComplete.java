package io.sluice.perf.stress;

import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.fanout.Replay;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A member joins and requests while its hub ends: it completes, once, whichever comes first. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the value, live or replayed, then completion")
@State
public class JoinAgainstComplete {

    private final Hub<Integer> hub = Hub.create(Replay.last(1));
    private final Signals joiner = new Signals();

    @Actor
    public void end() {
        hub.publish(1);
        hub.complete();
    }

    @Actor
    public void join() {
        joiner.request(1);
        hub.join(Overflow.<Integer>latest()).subscribe(joiner);
    }

    @Arbiter
    public void count(II_Result result) {
        result.r1 = joiner.values();
        result.r2 = joiner.ends();
    }
}
