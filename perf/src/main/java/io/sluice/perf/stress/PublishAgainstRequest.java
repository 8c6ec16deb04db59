package io.sluice.perf.stress;

import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** No wake-up is lost: a value published while it is requested arrives, whoever comes first, and arrives once. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "delivered, and in the account")
@State
public class PublishAgainstRequest {

    private final Hub<Integer> hub = Hub.create();
    private final Signals member = new Signals();

    public PublishAgainstRequest() {
        hub.join(Overflow.<Integer>latest()).subscribe(member);
    }

    @Actor
    public void publish() {
        hub.publish(1);
    }

    @Actor
    public void request() {
        member.request(1);
    }

    @Arbiter
    public void account(II_Result result) {
        result.r1 = member.values();
        result.r2 = (int) hub.counters().delivered();
    }
}
