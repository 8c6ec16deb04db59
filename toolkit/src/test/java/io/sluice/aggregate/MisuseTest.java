package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.disposables.Disposable;
import io.reactivex.rxjava3.exceptions.MissingBackpressureException;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** What operators make of functions, sources, subscribers and clocks that do what they must not, or hardly ever do. */
class MisuseTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestScheduler scheduler = new TestScheduler();
    private final PublishProcessor<Integer> source = PublishProcessor.create();

    @Test
    void aFatalErrorOfAFunctionEndsTheStreamWhereAValueIsTakenIn() {
        TestSubscriber<Integer> reader = source.compose(ConflateByKey.<Integer>conflateByKey(value -> {
                    throw new StackOverflowError("of the key function");
                }))
                .test();
        source.onNext(1);
        reader.assertFailure(StackOverflowError.class);
        assertThat(source.hasSubscribers()).isFalse();
    }

    @Test
    void aFatalErrorOfAFunctionEndsTheStreamWhereAValueIsMade() {
        TestSubscriber<Integer> reader = source.compose(Heartbeat.<Integer>heartbeat(SECOND, () -> {
                            throw new StackOverflowError("of the supplier");
                        })
                        .scheduler(scheduler))
                .test();
        scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
        reader.assertFailure(StackOverflowError.class);
        assertThat(source.hasSubscribers()).isFalse();
    }

    @Test
    void aValueThatAFunctionThrowsAtIsInTheAccount() {
        List<String> dropped = new ArrayList<>();
        TestSubscriber<Integer> reader = source.compose(ConflateByKey.<Integer>conflateByKey(value -> "key")
                        .merge((before, after) -> {
                            throw new IllegalStateException("of the merge function");
                        })
                        .onDropped((value, reason) -> dropped.add(value + " " + reason)))
                .test(0);
        source.onNext(1);
        source.onNext(2);
        reader.assertFailure(IllegalStateException.class);
        assertThat(dropped).containsExactly("1 ENDED", "2 ENDED");
    }

    @Test
    void aSourceThatHeedsNoDemandFailsWhereValuesWaitForAHeartbeatsTurn() {
        heedless()
                .compose(Heartbeat.<Integer>heartbeat(SECOND, () -> -1).scheduler(scheduler))
                .test(0)
                .assertFailure(MissingBackpressureException.class);
    }

    @Test
    void aSourceThatHeedsNoDemandFailsWhereValuesWaitForTheirBatch() {
        heedless()
                .compose(BatchWithin.<Integer>batchWithin(4, SECOND).scheduler(scheduler))
                .test(0)
                .assertFailure(MissingBackpressureException.class);
    }

    private static Flowable<Integer> heedless() {
        return new Flowable<>() {
            @Override
            protected void subscribeActual(Subscriber<? super Integer> subscriber) {
                Flowable.range(0, 100_000).subscribe(new Unasked<>(subscriber));
            }
        };
    }

    @Test
    void aMergeFunctionMayRequest() {
        TestSubscriber<Integer> reader = new TestSubscriber<>(0);
        source.compose(Conflate.<Integer>conflate((before, after) -> {
                    reader.request(1);
                    return before + after;
                }))
                .subscribe(reader);
        for (int i = 1; i <= 10; i++) {
            source.onNext(i);
        }
        source.onComplete();
        reader.request(9);
        reader.assertComplete();
        assertThat(reader.values().stream().mapToInt(value -> value).sum()).isEqualTo(55);
    }

    @Test
    void aSourceMayEmitAllItIsAskedForFromWithinTheRequest() {
        TestSubscriber<Integer> reader = new TestSubscriber<>(0) {
            @Override
            public void onNext(Integer value) {
                super.onNext(value);
                if (value < 30) {
                    request(3);
                }
            }
        };
        recursive()
                .compose(IdleTimeout.<Integer>idleTimeout(SECOND).scheduler(scheduler))
                .subscribe(reader);
        reader.request(1);
        assertThat(reader.values()).hasSizeGreaterThan(30).isSorted().doesNotHaveDuplicates();
        reader.assertValueAt(reader.values().size() - 1, reader.values().size() - 1);
        reader.assertNotComplete().assertNoErrors();
    }

    /** As rule 3.3 advises against, but does not forbid: it has no more open calls than values. */
    private static Flowable<Integer> recursive() {
        return new Flowable<>() {
            @Override
            protected void subscribeActual(Subscriber<? super Integer> subscriber) {
                subscriber.onSubscribe(new Subscription() {
                    private int next;

                    @Override
                    public void request(long n) {
                        for (long i = 0; i < n; i++) {
                            subscriber.onNext(next++);
                        }
                    }

                    @Override
                    public void cancel() {}
                });
            }
        };
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepAnIdleWindowOpen() {
        SetClock clock = new SetClock(scheduler);
        PublishProcessor<Long> times = PublishProcessor.create();
        TestSubscriber<Window<List<Long>>> reader = times.compose(
                        WindowAggregate.tumbling(SECOND, Long::longValue, Collectors.<Long>toList())
                                .idleAdvance(Duration.ofMillis(300), clock))
                .test();
        scheduler.advanceTimeBy(2, TimeUnit.HOURS);
        times.onNext(5_400L);
        clock.ahead = -TimeUnit.HOURS.toNanos(1);
        scheduler.advanceTimeBy(1, TimeUnit.SECONDS);
        reader.assertValueCount(1);
        reader.cancel();
    }

    /** Tells the time with a difference. */
    private static final class SetClock extends Scheduler {

        private final Scheduler real;
        private long ahead;

        SetClock(Scheduler real) {
            this.real = real;
        }

        @Override
        public long now(TimeUnit unit) {
            return real.now(unit) + unit.convert(ahead, TimeUnit.NANOSECONDS);
        }

        @Override
        public Worker createWorker() {
            Worker worker = real.createWorker();
            return new Worker() {
                @Override
                public Disposable schedule(Runnable run, long delay, TimeUnit unit) {
                    return worker.schedule(run, delay, unit);
                }

                @Override
                public long now(TimeUnit unit) {
                    return SetClock.this.now(unit);
                }

                @Override
                public void dispose() {
                    worker.dispose();
                }

                @Override
                public boolean isDisposed() {
                    return worker.isDisposed();
                }
            };
        }
    }

    @Test
    void decimalsOfAbsurdLengthAreRefused() {
        for (String hostile : List.of("1e-20000000", "1e20000000", "1e-1001", "9".repeat(1_100))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Stream.of("1", hostile).collect(Aggregates.sum(BigDecimal::new)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Stream.of("1", hostile)
                            .collect(Aggregates.ohlc(value -> 0, BigDecimal::new, value -> BigDecimal.ONE)));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Stream.of("1", hostile)
                            .collect(Aggregates.ohlc(value -> 0, value -> BigDecimal.ONE, BigDecimal::new)));
        }
        BigDecimal longest = new BigDecimal("9".repeat(1_000));
        assertThat(Stream.of(longest, new BigDecimal("1e-1000")).collect(Aggregates.sum(value -> value)))
                .isEqualTo(longest.add(new BigDecimal("1e-1000")));
    }
}
