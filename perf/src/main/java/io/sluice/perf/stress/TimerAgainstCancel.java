package io.sluice.perf.stress;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.sluice.aggregate.ThrottleMerge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A value whose token comes while its reader leaves is emitted or told as dropped, and not both. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "told")
@Outcome(id = "2, 0", expect = Expect.ACCEPTABLE, desc = "emitted")
@State
public class TimerAgainstCancel {

    private final TestScheduler clock = new TestScheduler();
    private final PublishProcessor<Integer> source = PublishProcessor.create();
    private final Signals reader = new Signals();
    private final AtomicInteger dropped = new AtomicInteger();

    public TimerAgainstCancel() {
        source.compose(ThrottleMerge.<Integer>throttleMerge(1, Duration.ofMillis(1))
                        .scheduler(clock)
                        .onDropped((value, reason) -> dropped.incrementAndGet()))
                .subscribe(reader);
        reader.request(9);
        source.onNext(1);
        source.onNext(2);
    }

    @Actor
    public void tick() {
        clock.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    }

    @Actor
    public void cancel() {
        reader.cancel();
    }

    @Arbiter
    public void count(II_Result result) {
        result.r1 = reader.values();
        result.r2 = dropped.get();
    }
}
