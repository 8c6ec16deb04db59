package io.sluice.perf.jmh;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.sluice.aggregate.MergeFair;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.reactivestreams.Subscription;

/**
 * What a value costs in a merge of ready sources: fair turns, against RxJava's merge, which takes them as they come. The sources are
 * hidden behind a stage, as those of a network are, so that RxJava cannot read them as queues.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class FairMerging {

    private static final int VALUES = 100_000;

    @Param({"3", "100"})
    public int sources;

    /** Values asked for at a time; 0 for all of them at once. */
    @Param({"0", "1"})
    public int step;

    private List<Flowable<Integer>> ready = List.of();

    @Setup
    public void makeSources() {
        Integer[] values = new Integer[VALUES / sources];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        ready = IntStream.range(0, sources)
                .mapToObj(i -> Flowable.fromArray(values).hide())
                .toList();
    }

    @Benchmark
    @OperationsPerInvocation(VALUES)
    public void fair(Blackhole reader) {
        MergeFair.mergeFair(ready).prefetch(32).subscribe(new Reader(reader, step));
    }

    @Benchmark
    @OperationsPerInvocation(VALUES)
    public void rxJava(Blackhole reader) {
        Flowable.merge(ready, sources, 32).subscribe(new Reader(reader, step));
    }

    private static final class Reader implements FlowableSubscriber<Integer> {

        private final Blackhole values;
        private final int step;
        private Subscription subscription = new Subscription() {
            @Override
            public void request(long n) {}

            @Override
            public void cancel() {}
        };

        Reader(Blackhole values, int step) {
            this.values = values;
            this.step = step;
        }

        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            s.request(step == 0 ? Long.MAX_VALUE : step);
        }

        @Override
        public void onNext(Integer value) {
            values.consume(value);
            if (step > 0) {
                subscription.request(1);
            }
        }

        @Override
        public void onError(Throwable error) {
            throw new IllegalStateException(error);
        }

        @Override
        public void onComplete() {}
    }
}
