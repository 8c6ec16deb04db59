package io.sluice.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.FlowableSubscriber;
import io.reactivex.rxjava3.schedulers.TestScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;

/**
 * Random programs under virtual time: values, ends and errors of the sources, steps of time, demand of all patterns (none, one,
 * some, all, from within {@code onNext}), cancellation; each against a {@link Model}. To repeat a failure, run with
 * {@code -Dsluice.seed=} and the seed it names.
 */
final class RandomRuns {

    private static final int RUNS = 400;
    private static final int STEPS = 150;

    /** What an operator and its model can be made of. */
    static final class Setting {
        final Random random;
        /** The virtual time, in steps of whole milliseconds. */
        final TestScheduler scheduler = new TestScheduler();

        private final List<Model.Drop> dropped = new ArrayList<>();

        private Setting(Random random) {
            this.random = random;
        }

        /** The hook to give to the operator, if its losses are to be compared. */
        BiConsumer<Object, DropReason> onDropped() {
            return (value, reason) -> dropped.add(new Model.Drop(value, reason));
        }

        /** A number in {@code [from, to]}. */
        int between(int from, int to) {
            return from + random.nextInt(to - from + 1);
        }
    }

    /** An operator of one source and what it should do. */
    record Case<T, R>(Function<Flowable<T>, Flowable<R>> operator, Model<T, R> model) {}

    /** An operator of several sources and what it should do. */
    record CaseOfMany<T, R>(int sources, Function<List<Flowable<T>>, Flowable<R>> operator, Model<T, R> model) {}

    private RandomRuns() {}

    /**
     * Runs programs against an operator of one source.
     *
     * @param values the n-th value of the source
     * @param newCase draws an operator with random options and the model for it
     */
    static <T, R> void check(IntFunction<T> values, Function<Setting, Case<T, R>> newCase) {
        checkMany(values, setting -> {
            Case<T, R> one = newCase.apply(setting);
            return new CaseOfMany<>(1, sources -> one.operator().apply(sources.get(0)), one.model());
        });
    }

    /** The same for an operator of several sources, which share the numbering of the values. */
    static <T, R> void checkMany(IntFunction<T> values, Function<Setting, CaseOfMany<T, R>> newCase) {
        long first = Long.getLong("sluice.seed", System.nanoTime());
        for (long seed = first; seed < first + RUNS; seed++) {
            Setting setting = new Setting(new Random(seed));
            try {
                new Run<>(setting, values, newCase.apply(setting)).run();
            } catch (Throwable error) {
                throw new AssertionError("-Dsluice.seed=" + seed + ": " + error.getMessage(), error);
            }
        }
    }

    private static final class Run<T, R> implements FlowableSubscriber<R> {

        private final Setting setting;
        private final Random random;
        private final IntFunction<T> values;
        private final Model<T, R> model;
        private final List<RandomSource<T>> sources;
        private final List<Object> emitted = new ArrayList<>();
        private final List<String> program = new ArrayList<>();
        private final Model.Reactions reactions;
        private final long firstDemand;
        private final int liveliness;
        private int nextValue;
        private @Nullable Subscription subscription;
        private @Nullable Throwable failure;

        Run(Setting setting, IntFunction<T> values, CaseOfMany<T, R> drawn) {
            this.setting = setting;
            this.random = setting.random;
            this.values = values;
            this.model = drawn.model();
            this.sources =
                    Stream.generate(RandomSource<T>::new).limit(drawn.sources()).toList();
            this.liveliness = 1 + random.nextInt(20);
            this.firstDemand = demand();
            this.reactions = newReactions(new Random(random.nextLong()).nextInt(3), random.nextLong());
            drawn.operator().apply(List.copyOf(sources)).subscribe(this);
        }

        /** Never, now and then, or for every value one more; the same answer for the same value. */
        private static Model.Reactions newReactions(int kind, long salt) {
            return n -> {
                int dice = new Random(salt * 31 + n).nextInt(500);
                if (dice == 0) {
                    return -1;
                }
                return kind == 0 ? 0 : kind == 1 ? 1 : dice < 100 ? 1 + dice % 3 : 0;
            };
        }

        private long demand() {
            int dice = random.nextInt(10);
            return dice < 4 ? 1 : dice < 9 ? 1 + random.nextInt(8) : Long.MAX_VALUE;
        }

        void run() {
            try {
                model.reactions(reactions);
                if (firstDemand % 2 == 0) { // that is, sometimes there is none
                    model.request(firstDemand);
                }
                compare();
                for (int step = 0; step < STEPS; step++) {
                    step();
                    compare();
                }
                for (int source = 0; source < sources.size(); source++) {
                    end(source, null);
                }
                request(Long.MAX_VALUE);
                for (int i = 0; i < 100 && !model.over; i++) {
                    advance();
                }
                compare();
            } catch (Throwable error) {
                throw new AssertionError(error.getMessage() + "\nprogram: " + program, error);
            }
        }

        private void step() {
            int dice = random.nextInt(1000);
            if (dice < 500) {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    emit(random.nextInt(sources.size()));
                }
            } else if (dice < 750) {
                for (int i = random.nextInt(liveliness); i >= 0; i--) {
                    advance();
                }
            } else if (dice < 980) {
                request(demand());
            } else if (dice < 985) {
                cancel();
            } else if (dice < 990) {
                end(random.nextInt(sources.size()), new IllegalStateException("of the source"));
            } else {
                end(random.nextInt(sources.size()), null);
            }
        }

        private void emit(int number) {
            RandomSource<T> source = sources.get(number);
            if (source.isLive() && source.outstanding() > 0) {
                T value = values.apply(nextValue++);
                program.add("emit " + number + " " + value);
                if (!model.over) {
                    model.offer(number, value);
                    model.pump();
                }
                source.emit(value);
            }
        }

        private void end(int number, @Nullable Throwable error) {
            RandomSource<T> source = sources.get(number);
            if (source.isLive()) {
                program.add("end " + number + " " + error);
                source.ended = true;
                if (!model.over) {
                    model.sourceEnded(number, error, sources.stream().allMatch(each -> each.ended));
                    model.pump();
                }
                source.end(error);
            }
        }

        private void advance() {
            program.add("advance");
            model.advance();
            setting.scheduler.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            compare();
        }

        private void request(long n) {
            if (subscription != null) {
                program.add("request " + n);
                model.request(n);
                subscription.request(n);
            }
        }

        private void cancel() {
            if (subscription != null) {
                program.add("cancel");
                model.cancel();
                subscription.cancel();
            }
        }

        private void compare() {
            if (failure != null) {
                throw new AssertionError(failure);
            }
            assertThat(emitted).as("emitted").isEqualTo(model.emitted);
            assertThat(setting.dropped).as("dropped").isEqualTo(model.dropped);
            IntStream.range(0, sources.size()).forEach(this::compareRequests);
        }

        private void compareRequests(int number) {
            RandomSource<T> source = sources.get(number);
            if (model.over) {
                assertThat(source.isLive()).as("source %s goes on", number).isFalse();
            } else if (source.isLive()) {
                assertThat(source.outstanding())
                        .as("asked of source %s", number)
                        .isBetween(model.outstandingAtLeast(number), model.outstandingAtMost(number));
            }
        }

        @Override
        public void onSubscribe(Subscription s) {
            subscription = s;
            if (firstDemand % 2 == 0) {
                s.request(firstDemand);
            }
        }

        @Override
        public void onNext(R value) {
            assertMayBeSignalled();
            emitted.add(value);
            long reaction = reactions.at(emitted.size());
            Subscription s = subscription;
            if (s == null) {
                failure = new AssertionError("a value before onSubscribe");
            } else if (reaction < 0) {
                s.cancel();
            } else if (reaction > 0) {
                s.request(reaction);
            }
        }

        @Override
        public void onError(Throwable error) {
            assertMayBeSignalled();
            emitted.add(new Model.End(error));
        }

        @Override
        public void onComplete() {
            assertMayBeSignalled();
            emitted.add(new Model.End(null));
        }

        private void assertMayBeSignalled() {
            if (!emitted.isEmpty() && emitted.get(emitted.size() - 1) instanceof Model.End) {
                failure = new AssertionError("a signal after the terminal one");
            }
        }
    }
}
