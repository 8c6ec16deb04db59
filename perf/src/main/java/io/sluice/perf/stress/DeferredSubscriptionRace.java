package io.sluice.perf.stress;

import io.sluice.internal.DeferredSubscription;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.reactivestreams.Subscription;

/** A subscription that arrives while it is cancelled is cancelled once; what is requested reaches it before, or never. */
@JCStressTest
@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "cancelled, and nothing requested")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "requested, then cancelled")
@State
public class DeferredSubscriptionRace implements Subscription {

    private final DeferredSubscription deferred = new DeferredSubscription();
    private int cancels;
    private int requests;

    @Actor
    public void arrive() {
        if (deferred.set(this)) {
            deferred.request(1);
        }
    }

    @Actor
    public void cancelEarlyOrLate() {
        deferred.cancel();
    }

    @Override
    public synchronized void request(long n) {
        requests++;
    }

    @Override
    public synchronized void cancel() {
        cancels++;
    }

    @Arbiter
    public void count(II_Result result) {
        result.r1 = cancels;
        result.r2 = requests;
    }
}
