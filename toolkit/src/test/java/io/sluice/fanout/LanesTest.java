package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Members on event loops. */
class LanesTest {

    private static final int LOOPS = 3;

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(LOOPS));
    private final List<Context> contexts = IntStream.range(0, LOOPS)
            .<Context>mapToObj(i -> ((VertxInternal) vertx).createEventLoopContext())
            .toList();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** A subscriber that notes on which threads it is signalled. */
    private static final class Witness<T> extends TestSubscriber<T> {
        final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        Witness(long demand) {
            super(demand);
        }

        boolean isEnded() {
            return completions > 0 || !errors.isEmpty();
        }

        @Override
        public void onNext(T value) {
            threads.add(Thread.currentThread());
            super.onNext(value);
        }

        @Override
        public void onError(Throwable error) {
            threads.add(Thread.currentThread());
            super.onError(error);
        }

        @Override
        public void onComplete() {
            threads.add(Thread.currentThread());
            super.onComplete();
        }
    }

    private static <R> R on(Context context, Callable<R> task) throws Exception {
        CompletableFuture<R> result = new CompletableFuture<>();
        context.runOnContext(ignored -> {
            try {
                result.complete(task.call());
            } catch (Throwable error) {
                result.completeExceptionally(error);
            }
        });
        return result.get(20, TimeUnit.SECONDS);
    }

    private static <T> Witness<T> join(Context context, Hub<T> hub, Overflow<T> overflow, long demand)
            throws Exception {
        Witness<T> member = new Witness<>(demand);
        on(context, () -> {
            hub.join(overflow).subscribe(member);
            return member;
        });
        return member;
    }

    @Test
    void signalsComeOnTheLoopOfTheSubscriptionAndNowhereElse() throws Exception {
        Hub<Integer> hub = Hub.create();
        List<Witness<Integer>> members = new ArrayList<>();
        for (Context context : contexts) {
            members.add(join(context, hub, Overflow.disconnect(100_000), 0));
        }
        for (int i = 0; i < 5000; i++) {
            hub.publish(i);
            if (i % 50 == 0) {
                members.forEach(member -> member.request(40)); // from here, which is none of the loops
            }
        }
        hub.complete();
        members.forEach(member -> member.request(5000));

        List<Integer> all = IntStream.range(0, 5000).boxed().toList();
        for (int i = 0; i < LOOPS; i++) {
            Witness<Integer> member = members.get(i);
            await().until(() -> member.isEnded());
            assertThat(member.values()).isEqualTo(all);
            assertThat(member.threads).containsExactly(on(contexts.get(i), Thread::currentThread));
        }
    }

    @Test
    void whatIsPublishedOnTheLoopOfAMemberReachesItInPlace() throws Exception {
        Hub<Integer> hub = Hub.create();
        Witness<Integer> here = join(contexts.get(0), hub, Overflow.latest(), Long.MAX_VALUE);
        Witness<Integer> there = join(contexts.get(1), hub, Overflow.latest(), Long.MAX_VALUE);

        List<Integer> seen = on(contexts.get(0), () -> {
            hub.publish(1);
            return List.copyOf(here.values());
        });

        assertThat(seen).containsExactly(1);
        await().until(() -> there.values().size() == 1);
    }

    @Test
    void aLoopThatIsBlockedForTooLongCostsLossyMembersValuesAndLosslessOnesTheirPlace() throws Exception {
        Hub<Integer> hub = Hub.create();
        Context context = contexts.get(0);
        Witness<Integer> latest = join(context, hub, Overflow.latest(), Long.MAX_VALUE);
        Witness<Integer> oldest = join(context, hub, Overflow.dropOldest(10), 0);
        Witness<Integer> newest = join(context, hub, Overflow.dropNewest(10), 0);
        Witness<Integer> lossless = join(context, hub, Overflow.disconnect(1_000_000), 0);
        Witness<Integer> keyed = join(context, hub, Overflow.conflate(value -> 0, 10), 0);
        int lost = 1234;
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        context.runOnContext(ignored -> {
            blocked.countDown();
            try {
                free.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        });
        assertThat(blocked.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < Inbox.MAX + lost; i++) {
            hub.publish(i);
        }
        free.countDown();

        await().until(() -> lossless.isEnded() && keyed.isEnded());
        lossless.assertFailure(SlowConsumerException.class);
        keyed.assertFailure(SlowConsumerException.class);
        // The last value gets out, whatever was lost before it.
        await().until(() -> latest.values().contains(Inbox.MAX + lost - 1));
        hub.publish(-1);
        await().until(() -> latest.values().contains(-1));
        on(context, () -> {
            oldest.request(1);
            newest.request(1);
            return 0;
        });
        assertThat(latest.values()).hasSize(Inbox.MAX + 2);
        assertThat(newest.values()).containsExactly(0);
        long published = Inbox.MAX + lost + 1L;
        assertThat(hub.members()).allMatch(account -> account.published() == published);
        Expect.assertExact(hub);
        assertThat(hub.counters().disconnects()).isEqualTo(2);
        long inStep = hub.members().stream()
                .filter(account -> account.policy().equals("latest"))
                .mapToLong(MemberCounters::conflated)
                .sum();
        assertThat(inStep).as("lost by the member in step").isEqualTo(lost - 1);
    }

    @Test
    void whoeverJoinsAtAnyMomentOnAnyLoopRebuildsTheStateOfTheSource() throws Exception {
        record Tick(int key, long price) {}
        Hub<Tick> hub = Hub.create(Replay.latestByKey(Tick::key, 50));
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<Integer, Long> source = new HashMap<>();
        List<Map<Integer, Long>> rebuilt = new ArrayList<>();
        List<Witness<Tick>> members = new ArrayList<>();
        CountDownLatch subscribed = new CountDownLatch(200);
        for (int i = 0; i < 5_000; i++) {
            Tick tick = new Tick(random.nextInt(50), i);
            source.put(tick.key, tick.price);
            hub.publish(tick);
            if (i % 25 == 12) {
                Map<Integer, Long> map = new HashMap<>();
                Witness<Tick> member = new Witness<>(Long.MAX_VALUE);
                rebuilt.add(map);
                members.add(member);
                boolean leaves = random.nextInt(4) == 0;
                contexts.get(random.nextInt(LOOPS)).runOnContext(ignored -> {
                    hub.join(Overflow.<Tick>disconnect(100_000))
                            .doOnNext(value -> map.put(value.key, value.price))
                            .subscribe(member);
                    if (leaves) {
                        hub.join(Overflow.<Tick>latest()).test().cancel();
                    }
                    subscribed.countDown();
                });
            }
        }
        assertThat(subscribed.await(20, TimeUnit.SECONDS)).isTrue();
        hub.complete();

        assertThat(members).hasSize(200);
        await().until(() -> members.stream().allMatch(Witness::isEnded));
        for (int i = 0; i < 200; i++) {
            Witness<Tick> member = members.get(i);
            member.assertNoErrors();
            assertThat(rebuilt.get(i)).as("-Dsluice.seed=" + seed).isEqualTo(source);
            List<Tick> seen = member.values();
            assertThat(IntStream.range(1, seen.size())
                            .filter(at -> seen.get(at).price <= seen.get(at - 1).price)
                            .toArray())
                    .as("places where order is broken")
                    .isEmpty();
            assertThat(member.threads).hasSize(1);
        }
        assertThat(hub.counters().members()).isZero();
        Expect.assertExact(hub);
    }

    @Test
    void membersWhoseLoopsHaveEndedAreGivenUp() throws Exception {
        Vertx ending = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        Hub<Integer> hub = Hub.create();
        List<Witness<Integer>> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Context context = ((VertxInternal) ending).createEventLoopContext();
            members.add(join(context, hub, Overflow.disconnect(10), 0));
        }
        Witness<Integer> survivor = join(contexts.get(0), hub, Overflow.latest(), Long.MAX_VALUE);
        hub.publish(1);
        await().until(() -> hub.counters().queued() == 4);
        ending.close().await(20, TimeUnit.SECONDS);

        hub.publish(2);
        hub.publish(3);
        members.forEach(member -> member.request(1));
        Objects.requireNonNull(members.get(0)).cancel();
        await().until(() -> survivor.values().size() == 3);

        HubCounters sums = hub.counters();
        assertThat(sums.members()).isEqualTo(1);
        assertThat(sums.joins()).isEqualTo(5);
        assertThat(sums.leaves()).isEqualTo(4);
        assertThat(hub.members()).hasSize(1);
        Expect.assertExact(hub);
    }
}
