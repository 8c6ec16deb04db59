package io.sluice.perf.jmh;

import io.sluice.perf.operators.Contest;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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

/**
 * What a value costs in each operator and in what is nearest to it: the contests of the command {@code operators}, each in a JVM
 * that runs nothing else.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class Operators {

    @Param({
        "conflateLatest, in step",
        "conflateLatest, lagging",
        "conflate, in step",
        "conflate, lagging",
        "conflateByKey, in step",
        "conflateByKey, lagging",
        "bufferBounded, in step",
        "bufferBounded, lagging",
        "batchWithin 64",
        "throttleMerge, throttling",
        "idleTimeout",
        "detectGaps, failing",
        "windowAggregate 64, count",
        "retryBackoff, no failure",
        "mergeFair 4, all",
        "mergeFair 4, one by one",
        "mergeFair 4, arriving",
        "joinLatest 2, in step",
        "joinLatest 2, lagging"
    })
    public String operator = "";

    private Runnable ours = () -> {};
    private Runnable nearest = () -> {};

    @Setup
    public void choose() {
        Contest contest = Contest.named(operator);
        if (contest.items() != Contest.VALUES) {
            throw new IllegalArgumentException(operator + " has another number of items");
        }
        ours = contest.ours();
        nearest = Objects.requireNonNull(contest.theirs(), "it has no nearest");
    }

    @Benchmark
    @OperationsPerInvocation(Contest.VALUES)
    public void ours() {
        ours.run();
    }

    @Benchmark
    @OperationsPerInvocation(Contest.VALUES)
    public void nearest() {
        nearest.run();
    }
}
