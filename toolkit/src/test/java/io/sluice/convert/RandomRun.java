package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.FlowableSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * One run of an operator with random demand (none, one, some, all, from within {@code onNext}), a source that answers now or
 * later, and sometimes a cancel or an error of the source; all of it held against what a naive model expects.
 */
final class RandomRun<I, O> implements FlowableSubscriber<O> {

    private enum Fate {
        TO_THE_END,
        SOURCE_FAILS,
        CANCEL
    }

    private final Random random;
    private final List<O> expected;
    private final Fate fate;
    private final List<O> received = new ArrayList<>();
    private final ScriptedSource<I> source;
    private final Throwable sourceFailure = new IllegalStateException("of the source");
    private @Nullable Subscription subscription;
    private long requested;
    private @Nullable Throwable error;
    private boolean completed;
    private boolean cancelled;

    private RandomRun(long seed, List<I> inputs, List<O> expected) {
        random = new Random(seed);
        this.expected = expected;
        fate = Fate.values()[random.nextInt(Fate.values().length)];
        source = new ScriptedSource<>(
                fate == Fate.SOURCE_FAILS ? inputs.subList(0, random.nextInt(inputs.size() + 1)) : inputs,
                fate == Fate.SOURCE_FAILS ? sourceFailure : null,
                this::answersAtOnce);
    }

    private boolean answersAtOnce() {
        assertThat(requested).as("demand when the source is asked").isGreaterThan(received.size());
        return random.nextBoolean();
    }

    /** Runs {@code conversion} on {@code inputs}, which give {@code expected} and then complete. */
    static <I, O> void completes(long seed, Conversion<I, O> conversion, List<I> inputs, List<O> expected) {
        RandomRun<I, O> run = run(seed, conversion, inputs, expected);
        if (run.fate == Fate.TO_THE_END) {
            assertThat(run.error).isNull();
            assertThat(run.received).isEqualTo(expected);
            assertThat(run.completed).isTrue();
        }
    }

    /** Runs {@code conversion} on {@code inputs}, which give {@code expected} and then an error of this operator. */
    static <I, O> void fails(long seed, Conversion<I, O> conversion, List<I> inputs, List<O> expected, int code) {
        RandomRun<I, O> run = run(seed, conversion, inputs, expected);
        if (run.fate == Fate.TO_THE_END) {
            assertThat(run.error).isInstanceOf(ConversionException.class);
            assertThat(((ConversionException) Objects.requireNonNull(run.error))
                            .status()
                            .code())
                    .isEqualTo(code);
            assertThat(run.received).isEqualTo(expected);
        }
    }

    private static <I, O> RandomRun<I, O> run(
            long seed, Conversion<I, O> conversion, List<I> inputs, List<O> expected) {
        RandomRun<I, O> run = new RandomRun<>(seed, inputs, expected);
        try {
            conversion.apply(run.source).subscribe(run);
            run.play();
            run.check();
        } catch (Throwable failed) {
            throw new AssertionError("seed " + seed + ", " + run.fate, failed);
        }
        return run;
    }

    private void play() {
        int cancelAt = fate == Fate.CANCEL ? random.nextInt(2 + expected.size()) : Integer.MAX_VALUE;
        for (int turn = 0; !isOver(); turn++) {
            assertThat(turn).as("turns without an end").isLessThan(1_000 + 100 * expected.size());
            if (received.size() >= cancelAt) {
                cancel();
            } else if (random.nextBoolean()) {
                source.give();
            } else {
                request();
            }
            if (fate == Fate.CANCEL && turn > 50 + 10 * expected.size()) {
                cancel();
            }
        }
    }

    private void check() {
        assertThat(expected.subList(0, received.size())).isEqualTo(received);
        assertThat(source.largestDebt()).isLessThanOrEqualTo(1);
        if (cancelled) {
            assertThat(source.cancelled).isTrue();
            long asked = source.asked();
            int known = received.size();
            source.give();
            subscription().request(10);
            assertThat(source.asked()).isEqualTo(asked);
            assertThat(received).hasSize(known);
        } else if (fate == Fate.SOURCE_FAILS && !(error instanceof ConversionException)) {
            assertThat(error).isSameAs(sourceFailure);
        } else if (error != null) {
            assertThat(source.cancelled).isTrue();
        }
    }

    private boolean isOver() {
        return completed || error != null || cancelled;
    }

    private void request() {
        long n = random.nextInt(20) == 0 ? Long.MAX_VALUE : 1 + random.nextInt(random.nextBoolean() ? 1 : 5);
        long sum = requested + n;
        requested = sum < 0 ? Long.MAX_VALUE : sum;
        subscription().request(n);
    }

    private void cancel() {
        cancelled = true;
        subscription().cancel();
    }

    private Subscription subscription() {
        return Objects.requireNonNull(subscription);
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        assertThat(source.asked()).as("asked for before there is demand").isZero();
    }

    @Override
    public void onNext(O value) {
        assertThat(isOver()).as("a value behind the end").isFalse();
        received.add(value);
        assertThat((long) received.size()).isLessThanOrEqualTo(requested);
        if (random.nextInt(4) == 0) {
            request();
        }
        if (fate == Fate.CANCEL && random.nextInt(10) == 0) {
            cancel();
        }
    }

    @Override
    public void onError(Throwable signalled) {
        assertThat(isOver()).as("an error behind the end").isFalse();
        error = signalled;
    }

    @Override
    public void onComplete() {
        assertThat(isOver()).as("a completion behind the end").isFalse();
        completed = true;
    }
}
