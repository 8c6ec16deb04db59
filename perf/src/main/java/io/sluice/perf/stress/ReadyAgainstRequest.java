package io.sluice.perf.stress;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.sluice.aggregate.MergeFair;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two sources become ready while what one of them has is requested: each is on the list of a fair merge when it must be. */
@JCStressTest
@Outcome(id = "3, 1", expect = Expect.ACCEPTABLE, desc = "all values, then completion")
@State
public class ReadyAgainstRequest {

    private final PublishProcessor<Integer> first = PublishProcessor.create();
    private final PublishProcessor<Integer> second = PublishProcessor.create();
    private final Signals reader = new Signals();

    public ReadyAgainstRequest() {
        MergeFair.mergeFair(first, second).subscribe(reader);
        first.onNext(1);
    }

    @Actor
    public void emitMore() {
        first.onNext(2);
        first.onComplete();
    }

    @Actor
    public void emitOfAnother() {
        second.onNext(1);
        second.onComplete();
    }

    @Actor
    public void request() {
        reader.request(3);
    }

    @Arbiter
    public void count(II_Result result) {
        result.r1 = reader.values();
        result.r2 = reader.ends();
    }
}
