package io.sluice.perf.stress;

import io.sluice.fanout.Hub;
import io.sluice.fanout.HubCounters;
import io.sluice.fanout.Overflow;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A member that leaves while values are published is gone, no other misses one, and the accounts add up. */
@JCStressTest
@Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "one member left, which has the value")
@State
public class PublishAgainstCancel {

    private final Hub<Integer> hub = Hub.create();
    private final Signals leaving = new Signals();
    private final Signals staying = new Signals();

    public PublishAgainstCancel() {
        hub.join(Overflow.<Integer>latest()).subscribe(leaving);
        hub.join(Overflow.<Integer>latest()).subscribe(staying);
        leaving.request(1);
        staying.request(1);
    }

    @Actor
    public void publish() {
        hub.publish(1);
    }

    @Actor
    public void cancel() {
        leaving.cancel();
    }

    @Arbiter
    public void account(III_Result result) {
        HubCounters counters = hub.counters();
        result.r1 = hub.members().size() == 1 ? staying.values() : -1;
        result.r2 = (int) (counters.delivered() - leaving.values() - staying.values());
        result.r3 = staying.ends() + leaving.ends();
    }
}
