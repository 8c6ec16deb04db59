package io.sluice.perf.stress;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.sluice.aggregate.BatchWithin;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A batch that falls due while it is requested, and while a value comes that may join it: no value is lost or comes twice. */
@JCStressTest
@Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both values, in one batch or two, in order")
@State
public class TimerAgainstRequest {

    private final TestScheduler clock = new TestScheduler();
    private final PublishProcessor<Integer> source = PublishProcessor.create();
    private final Signals reader = new Signals();

    public TimerAgainstRequest() {
        source.compose(BatchWithin.<Integer>batchWithin(9, Duration.ofMillis(1)).scheduler(clock))
                .concatMapIterable(TimerAgainstRequest::values, 1)
                .subscribe(reader);
        source.onNext(1);
    }

    private static List<Integer> values(List<Integer> batch) {
        return batch;
    }

    @Actor
    public void tick() {
        clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    }

    @Actor
    public void request() {
        reader.request(2);
    }

    @Actor
    public void emit() {
        source.onNext(2);
    }

    @Arbiter
    public void count(I_Result result) {
        clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        result.r1 = reader.inOrder() ? reader.values() : -1;
    }
}
