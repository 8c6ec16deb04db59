package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * One operator over several sources under random operations on one thread, many of them from within its signals: values, demand of
 * 1, n and without end, ends and errors of sources, cancellation. A subclass is the naive model it is held against.
 *
 * @param <T> type of the sources' values
 * @param <R> type of the operator's values
 */
abstract class RandomRun<T, R> {

    final Random random;
    final List<StepSource<T>> sources = new ArrayList<>();
    final List<R> received = new ArrayList<>();
    private final Reader reader = new Reader();
    /** One in so many signals acts; the lower, the deeper calls nest. */
    private final int calmness;
    /** Whether runs end by themselves mostly, or go on until the operations are used up. */
    private final int endings;

    private int operationsLeft;
    private long requested;
    private boolean subscribed;
    boolean cancelled;
    boolean completed;

    @Nullable
    Throwable error;

    private @Nullable Throwable failure;

    RandomRun(long seed, int operations) {
        this.random = new Random(seed);
        this.operationsLeft = operations;
        this.calmness = 1 + random.nextInt(8);
        this.endings = random.nextInt(3);
    }

    /** A hundred and more runs, each of them named by its seed if it fails: to be repeated by {@code -Dsluice.seed=}. */
    static void repeat(int runs, LongFunction<? extends RandomRun<?, ?>> run) {
        long first = Long.getLong("sluice.seed", System.nanoTime());
        for (long seed = first; seed < first + runs; seed++) {
            try {
                run.apply(seed).run();
            } catch (Throwable failed) {
                throw new AssertionError("-Dsluice.seed=" + seed + ": " + failed.getMessage(), failed);
            }
        }
    }

    /** The operator over {@link #sources}. */
    abstract Flowable<R> operator();

    /** The operator has emitted {@code value}, which is already among {@link #received}. */
    abstract void emitted(R value);

    /** No operation is under way. */
    abstract void assertQuiet();

    /** Something else that may happen to this operator. */
    void operateOtherwise() {}

    /** Everything is asked for and all sources end: lets happen what takes time. */
    void lastly() {}

    void addSource(java.util.function.Supplier<T> values) {
        sources.add(new StepSource<>(values));
    }

    final boolean isTerminated() {
        return cancelled || completed || error != null;
    }

    final long demand() {
        return requested == Long.MAX_VALUE ? Long.MAX_VALUE : requested - received.size();
    }

    final void run() {
        operator().subscribe(reader);
        check();
        while (operationsLeft > 0 && !isTerminated()) {
            operate();
            check();
        }
        if (!isTerminated()) {
            reader.request(Long.MAX_VALUE);
            check();
        }
        for (StepSource<T> source : sources) {
            source.end(null);
            check();
        }
        lastly();
        check();
        assertThat(isTerminated()).as("terminated").isTrue();
    }

    private void check() {
        if (failure != null) {
            throw new AssertionError("a signal was not right: " + failure.getMessage(), failure);
        }
        if (isTerminated()) {
            assertThat(sources).as("sources after the end").allMatch(source -> source.cancelled || source.isEnded());
        }
        assertQuiet();
    }

    private void operate() {
        operationsLeft--;
        int dice = random.nextInt(1000);
        if (dice < 500) {
            anySource().offer(1 + random.nextInt(4));
        } else if (dice < 900) {
            reader.request(1 + random.nextInt(dice < 700 ? 1 : 6));
        } else if (dice < 980) {
            operateOtherwise();
        } else if (dice < 980 + 5 * endings) {
            anySource().end(random.nextInt(3) == 0 ? new IllegalStateException("of a source") : null);
        } else if (dice == 998) {
            reader.request(Long.MAX_VALUE);
        } else if (dice == 999 && endings == 2) {
            reader.cancel();
        }
    }

    private StepSource<T> anySource() {
        return sources.get(random.nextInt(sources.size()));
    }

    private void maybeAct() {
        if (operationsLeft > 0 && random.nextInt(calmness) == 0) {
            operate();
        }
    }

    private void guarded(Runnable assertions) {
        try {
            assertions.run();
        } catch (Throwable thrown) { // not thrown into the operator, which would take it for the subscriber's
            if (failure == null) {
                failure = thrown;
            }
        }
    }

    private final class Reader implements FlowableSubscriber<R> {

        private @Nullable Subscription subscription;

        void request(long n) {
            if (!isTerminated() && subscription != null) {
                requested = requested + n < 0 ? Long.MAX_VALUE : requested + n;
                Objects.requireNonNull(subscription).request(n);
            }
        }

        void cancel() {
            if (!isTerminated() && subscription != null) {
                cancelled = true;
                Objects.requireNonNull(subscription).cancel();
            }
        }

        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            maybeAct();
            subscribed = true;
        }

        @Override
        public void onNext(R value) {
            guarded(() -> {
                assertThat(subscribed).as("onSubscribe is over").isTrue();
                assertThat(isTerminated()).as("terminated before " + value).isFalse();
                assertThat(demand()).as("demand for " + value).isPositive();
                received.add(value);
                emitted(value);
            });
            maybeAct();
        }

        @Override
        public void onError(Throwable thrown) {
            guarded(() ->
                    assertThat(isTerminated()).as("terminated before " + thrown).isFalse());
            error = thrown;
            maybeAct();
        }

        @Override
        public void onComplete() {
            guarded(() -> assertThat(isTerminated())
                    .as("terminated before completion")
                    .isFalse());
            completed = true;
            maybeAct();
        }
    }
}
