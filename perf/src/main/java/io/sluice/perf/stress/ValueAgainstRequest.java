package io.sluice.perf.stress;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.sluice.aggregate.ConflateLatest;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** The drain of the lossy and timed operators loses no wake-up: a value that comes while it is requested is emitted, once. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the value, then completion")
@State
public class ValueAgainstRequest {

    private final PublishProcessor<Integer> source = PublishProcessor.create();
    private final Signals reader = new Signals();

    public ValueAgainstRequest() {
        source.compose(ConflateLatest.<Integer>conflateLatest()).subscribe(reader);
    }

    @Actor
    public void emit() {
        source.onNext(1);
        source.onComplete();
    }

    @Actor
    public void request() {
        reader.request(1);
    }

    @Arbiter
    public void count(II_Result result) {
        result.r1 = reader.values();
        result.r2 = reader.ends();
    }
}
