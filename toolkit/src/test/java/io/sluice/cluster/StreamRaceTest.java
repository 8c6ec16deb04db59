package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Everything that may be done to a stream, done at once. */
class StreamRaceTest {

    private static final int ROUNDS = 400;

    /** Who cancels before the claim has arrived leaves the offer to expire. */
    private static final Duration UNCLAIMED = Duration.ofSeconds(2);

    private final WiredBrokers nodes = new WiredBrokers(3, 0);
    private final ClusterBroker here = nodes.brokers.get(0);
    private final ClusterBroker there = nodes.brokers.get(1);
    private final ExecutorService threads = Executors.newFixedThreadPool(4);
    private final List<Throwable> undeliverable = new CopyOnWriteArrayList<>();

    /** Counts, and looks whether the rules are kept. */
    private static final class Watched implements Subscriber<Buffer> {
        final AtomicLong requested = new AtomicLong();
        final AtomicLong received = new AtomicLong();
        final AtomicInteger ends = new AtomicInteger();
        final AtomicInteger inside = new AtomicInteger();
        final List<String> broken = new CopyOnWriteArrayList<>();
        private volatile @Nullable Subscription upstream;

        @Override
        public void onSubscribe(Subscription subscription) {
            upstream = subscription;
        }

        void request(long n) {
            requested.addAndGet(n);
            Objects.requireNonNull(upstream).request(n);
        }

        void cancel() {
            Objects.requireNonNull(upstream).cancel();
        }

        @Override
        public void onNext(Buffer buffer) {
            enter();
            if (buffer.getLong(0) != received.get()) {
                broken.add("out of order: " + buffer.getLong(0) + " after " + received);
            }
            if (received.incrementAndGet() > requested.get() || ends.get() > 0) {
                broken.add("not asked for: " + received);
            }
            inside.decrementAndGet();
        }

        @Override
        public void onError(Throwable error) {
            end();
        }

        @Override
        public void onComplete() {
            end();
        }

        private void end() {
            enter();
            if (ends.incrementAndGet() > 1) {
                broken.add("ended twice");
            }
            inside.decrementAndGet();
        }

        private void enter() {
            if (inside.getAndIncrement() != 0) {
                broken.add("two signals at once");
            }
        }
    }

    @BeforeEach
    void watch() {
        RxJavaPlugins.setErrorHandler(undeliverable::add);
    }

    @AfterEach
    void nothingIsLeft() {
        nodes.awaitNoStreams();
        nodes.close();
        threads.shutdown();
        RxJavaPlugins.reset();
        assertThat(undeliverable).isEmpty();
    }

    private void atOnce(List<Runnable> tasks) throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(tasks.size());
        List<Future<?>> done = new ArrayList<>();
        for (Runnable task : tasks) {
            done.add(threads.submit(() -> {
                barrier.await(5, TimeUnit.SECONDS);
                task.run();
                return null;
            }));
        }
        for (Future<?> each : done) {
            Object unused = each.get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void requestsFromManyThreadsAddUp() throws Exception {
        CountedSource source = CountedSource.numbers(Long.MAX_VALUE);
        Watched subscriber = new Watched();
        there.receive(here.offer(source.flow()).reference()).subscribe(subscriber);
        Runnable many = () -> {
            for (int i = 0; i < 1_000; i++) {
                subscriber.request(1 + i % 3);
            }
        };

        atOnce(List.of(many, many, many, many));

        await().until(() -> subscriber.received.get() == subscriber.requested.get());
        assertThat(source.requested).hasValue(subscriber.requested.get());
        subscriber.cancel();
        assertThat(subscriber.broken).isEmpty();
    }

    @Test
    void whateverMeetsACancelASourceThatWasSubscribedToIsLetGo() throws Exception {
        List<CountedSource> sources = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            CountedSource source = CountedSource.numbers(round % 4 == 0 ? 20 : Long.MAX_VALUE);
            sources.add(source);
            StreamOffer offer = here.offer(source.flow(), UNCLAIMED);
            Watched subscriber = new Watched();
            List<Runnable> tasks = new ArrayList<>();
            there.receive(offer.reference()).subscribe(subscriber);
            tasks.add(() -> subscriber.request(30));
            tasks.add(() -> subscriber.cancel());
            if (round % 2 == 0) {
                tasks.add(offer::close);
            }

            atOnce(tasks);

            assertThat(subscriber.broken).isEmpty();
        }
        await().pollInterval(Duration.ofMillis(5)).until(() -> sources.stream().allMatch(CountedSource::isIdle));
    }

    @Test
    void whoWithdrawsWhatIsReceivedEndsItOnce() throws Exception {
        List<Watched> subscribers = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            StreamOffer offer = here.offer(CountedSource.numbers(10).flow());
            Watched subscriber = new Watched();
            subscribers.add(subscriber);
            atOnce(List.of(offer::close, () -> {
                there.receive(offer.reference()).subscribe(subscriber);
                subscriber.request(100);
            }));
        }
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> subscribers.stream().allMatch(subscriber -> subscriber.ends.get() == 1));
        assertThat(subscribers)
                .allSatisfy(subscriber -> assertThat(subscriber.broken).isEmpty());
    }

    @Test
    void ofTwoWhoReceiveAtOnceOneGetsTheStream() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            CountedSource source = CountedSource.numbers(5);
            StreamReference reference = here.offer(source.flow()).reference();
            List<Watched> both = List.of(new Watched(), new Watched());
            atOnce(List.of(
                    () -> {
                        here.receive(reference).subscribe(both.get(0));
                        both.get(0).request(10);
                    },
                    () -> {
                        there.receive(reference).subscribe(both.get(1));
                        both.get(1).request(10);
                    }));
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> both.stream().allMatch(subscriber -> subscriber.ends.get() == 1));

            assertThat(both.stream().mapToLong(subscriber -> subscriber.received.get()))
                    .containsExactlyInAnyOrder(0L, 5L);
            assertThat(source.subscribed).hasValue(1);
        }
    }

    @Test
    void aNodeThatLeavesInTheMiddleEndsWhatItSendsAndReceives() throws Exception {
        List<Watched> subscribers = new ArrayList<>();
        List<CountedSource> sources = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CountedSource source = CountedSource.numbers(Long.MAX_VALUE);
            sources.add(source);
            Watched subscriber = new Watched();
            subscribers.add(subscriber);
            boolean fromHere = i % 2 == 0;
            StreamReference reference =
                    (fromHere ? here : there).offer(source.flow()).reference();
            (fromHere ? there : here).receive(reference).subscribe(subscriber);
        }

        atOnce(List.of(() -> there.close().blockingAwait(), () -> subscribers.forEach(each -> each.request(100))));

        await().until(() -> subscribers.stream().allMatch(subscriber -> subscriber.ends.get() == 1));
        assertThat(subscribers)
                .allSatisfy(subscriber -> assertThat(subscriber.broken).isEmpty());
        await().until(() -> sources.stream().allMatch(CountedSource::isIdle));
        await().until(() -> here.counters().streamsOffered() == 0);
    }
}
