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
import org.openjdk.jcstress.infra.results.I_Result;

/** Between what is replayed and what follows live there is neither a gap nor a duplicate. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both values, each once and in order")
@State
public class PublishAgainstJoin {

    private final Hub<Integer> hub = Hub.create(Replay.last(2));
    private final Signals joiner = new Signals();

    public PublishAgainstJoin() {
        hub.publish(1);
    }

    @Actor
    public void publish() {
        hub.publish(2);
    }

    @Actor
    public void join() {
        joiner.request(Long.MAX_VALUE);
        hub.join(Overflow.<Integer>disconnect(8)).subscribe(joiner);
    }

    @Arbiter
    public void count(I_Result result) {
        result.r1 = joiner.inOrder() ? joiner.values() : -1;
    }
}
