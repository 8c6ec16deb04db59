package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HubRaceTest {

    private static final int LOOPS = 2000;

    private final Race race = new Race();

    @AfterEach
    void stopTheOtherThread() {
        race.close();
    }

    /** Notes values, and whether two signals ever overlapped. */
    private static final class Serial extends TestSubscriber<Integer> {
        private final AtomicBoolean busy = new AtomicBoolean();
        volatile boolean overlapped;

        Serial(long demand) {
            super(demand);
        }

        @Override
        public void onNext(Integer value) {
            enter();
            super.onNext(value);
            busy.set(false);
        }

        @Override
        public void onComplete() {
            enter();
            super.onComplete();
            busy.set(false);
        }

        private void enter() {
            if (!busy.compareAndSet(false, true)) {
                overlapped = true;
            }
        }
    }

    private static Callable<?> publishing(Hub<Integer> hub, int from, int to) {
        return () -> {
            for (int i = from; i < to; i++) {
                hub.publish(i);
            }
            return null;
        };
    }

    private static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    private static Callable<?> of(Runnable runnable) {
        return () -> {
            runnable.run();
            return null;
        };
    }

    @Test
    void whoJoinsWhileValuesArePublishedGetsAllLaterOnesAndTheEnd() throws Exception {
        for (int loop = 0; loop < LOOPS; loop++) {
            Hub<Integer> hub = Hub.create();
            Serial member = new Serial(Long.MAX_VALUE);
            race.run(
                    publishing(hub, 0, 20),
                    of(() -> hub.join(Overflow.<Integer>disconnect(100)).subscribe(member)));
            hub.complete();

            List<Integer> got = member.values();
            assertThat(got).isEqualTo(range(20 - got.size(), 20));
            member.assertNoErrors().assertComplete();
            assertThat(member.overlapped).isFalse();
        }
    }

    @Test
    void whoJoinsWhileValuesArePublishedGetsTheReplayedOnesWithoutGapOrDuplicate() throws Exception {
        for (int loop = 0; loop < LOOPS; loop++) {
            Hub<Integer> hub = Hub.create(Replay.last(3));
            publishing(hub, 0, 5).call();
            Serial member = new Serial(Long.MAX_VALUE);
            race.run(
                    publishing(hub, 5, 20),
                    of(() -> hub.join(Overflow.<Integer>disconnect(100)).subscribe(member)));

            List<Integer> got = member.values();
            assertThat(got).hasSizeGreaterThanOrEqualTo(3).isEqualTo(range(20 - got.size(), 20));
        }
    }

    @Test
    void whoCancelsWhileValuesArePublishedIsGoneWithAnExactAccount() throws Exception {
        for (int loop = 0; loop < LOOPS; loop++) {
            Hub<Integer> hub = Hub.create();
            Serial member = new Serial(loop % 10);
            Serial other = new Serial(Long.MAX_VALUE);
            hub.join(Overflow.<Integer>disconnect(100)).subscribe(member);
            hub.join(Overflow.<Integer>disconnect(100)).subscribe(other);
            race.run(publishing(hub, 0, 20), of(member::cancel));

            assertThat(member.values()).isEqualTo(range(0, member.values().size()));
            other.assertValueSequence(range(0, 20));
            assertThat(hub.counters().members()).isEqualTo(1);
            assertThat(hub.counters().queued()).isZero();
            Expect.assertExact(hub);
        }
    }

    @Test
    void whoJoinsWhileTheHubEndsGetsTheEnd() throws Exception {
        for (int loop = 0; loop < LOOPS; loop++) {
            Hub<Integer> hub = Hub.create();
            Serial member = new Serial(Long.MAX_VALUE);
            race.run(
                    () -> {
                        hub.publish(0);
                        hub.complete();
                        return null;
                    },
                    of(() -> hub.join(Overflow.<Integer>latest()).subscribe(member)));

            member.assertNoErrors().assertComplete();
            assertThat(member.values().size()).isLessThanOrEqualTo(1);
            assertThat(hub.counters().members()).isZero();
        }
    }

    @Test
    void demandThatComesWhileValuesArePublishedIsServed() throws Exception {
        for (int loop = 0; loop < LOOPS; loop++) {
            Hub<Integer> hub = Hub.create();
            Serial member = new Serial(0);
            hub.join(Overflow.<Integer>disconnect(100)).subscribe(member);
            race.run(publishing(hub, 0, 20), of(() -> {
                for (int i = 0; i < 20; i++) {
                    member.request(1);
                }
            }));

            member.assertValueSequence(range(0, 20));
            assertThat(member.overlapped).isFalse();
        }
    }

    @Test
    void theLastValueGetsOutHoweverDemandAndValuesMeet() throws Exception {
        for (int loop = 0; loop < LOOPS; loop++) {
            Hub<Integer> hub = Hub.create();
            Serial member = new Serial(0);
            hub.join(Overflow.<Integer>latest()).subscribe(member);
            race.run(publishing(hub, 0, 20), of(() -> {
                for (int i = 0; i < 20; i++) {
                    member.request(1);
                }
            }));

            assertThat(member.values()).isSorted().doesNotHaveDuplicates().endsWith(19);
            MemberCounters account = Expect.of(hub);
            assertThat(account.delivered()).isEqualTo(member.values().size());
            assertThat(account.conflated()).isEqualTo(20 - account.delivered());
        }
    }

    @Test
    void membersAgreeOnTheOrderOfValuesPublishedAtOnce() throws Exception {
        for (int loop = 0; loop < LOOPS; loop++) {
            Hub<Integer> hub = Hub.create();
            Serial one = new Serial(Long.MAX_VALUE);
            Serial two = new Serial(Long.MAX_VALUE);
            hub.join(Overflow.<Integer>disconnect(100)).subscribe(one);
            hub.join(Overflow.<Integer>disconnect(100)).subscribe(two);
            race.run(publishing(hub, 0, 20), publishing(hub, 100, 120));

            assertThat(one.values()).hasSize(40).isEqualTo(two.values());
            assertThat(one.values().stream().filter(value -> value < 100)).isEqualTo(range(0, 20));
            assertThat(one.overlapped || two.overlapped).isFalse();
        }
    }

    @Test
    void allThatWaitsComesBeforeAnEndThatMeetsDemand() throws Exception {
        for (int loop = 0; loop < LOOPS; loop++) {
            Hub<Integer> hub = Hub.create();
            Serial member = new Serial(0);
            hub.join(Overflow.<Integer>disconnect(100)).subscribe(member);
            publishing(hub, 0, 5).call();
            race.run(of(hub::complete), of(() -> member.request(5)));

            member.assertResult(0, 1, 2, 3, 4);
            assertThat(member.overlapped).isFalse();
        }
    }

    @Test
    void overflowThatMeetsCancellationLeavesAnExactAccount() throws Exception {
        for (int loop = 0; loop < LOOPS; loop++) {
            Hub<Integer> hub = Hub.create();
            Serial member = new Serial(0);
            hub.join(Overflow.<Integer>disconnect(2)).subscribe(member);
            race.run(publishing(hub, 0, 4), of(member::cancel));

            HubCounters sums = hub.counters();
            assertThat(sums.leaves()).isEqualTo(1);
            assertThat(sums.dropped()).isEqualTo(sums.offered()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void cancellingTheSlowestFreesTheSourceWhateverTheOthersAreDoing() throws Exception {
        for (int loop = 0; loop < LOOPS / 5; loop++) {
            int count = 1000;
            int[] next = {0};
            TestSource<Integer> source = new TestSource<>(() -> next[0]++);
            Hub<Integer> hub = Hub.of(source);
            Serial slow = new Serial(0);
            Serial fast = new Serial(0);
            hub.join(Overflow.<Integer>backpressure(4)).subscribe(slow);
            hub.join(Overflow.<Integer>backpressure(4)).subscribe(fast);
            source.offer(count);
            race.run(of(() -> fast.request(count)), of(slow::cancel));

            fast.assertValueSequence(range(0, count));
            assertThat(fast.overlapped).isFalse();
        }
    }

    @Test
    void membersThatHoldASourceBackGetEverythingOnThreadsOfTheirOwn() {
        int count = 20_000;
        PublishProcessor<Object> start = PublishProcessor.create();
        Hub<Integer> hub =
                Hub.of(Flowable.range(0, count).subscribeOn(Schedulers.io()).delaySubscription(start));
        List<TestSubscriber<Integer>> members = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            members.add(hub.join(Overflow.<Integer>backpressure(1 << i))
                    .observeOn(Schedulers.io(), false, 1 + i)
                    .test());
        }
        TestSubscriber<Integer> leaver =
                hub.join(Overflow.<Integer>backpressure(2)).test(100);
        start.onComplete();
        leaver.awaitCount(100);
        leaver.cancel();

        for (TestSubscriber<Integer> member : members) {
            assertThat(member.awaitDone(20, TimeUnit.SECONDS).values()).isEqualTo(range(0, count));
            member.assertNoErrors().assertComplete();
        }
    }

    @Test
    void joinersAtAnyMomentRebuildTheStateOfTheSource() throws Exception {
        int keys = 20;
        Hub<Integer> hub = Hub.create(Replay.latestByKey(value -> value % keys, keys));
        List<Serial> joiners = new ArrayList<>();
        race.run(publishing(hub, 0, 20_000), of(() -> {
            for (int i = 0; i < 200; i++) {
                Serial joiner = new Serial(i % 2 == 0 ? Long.MAX_VALUE : 30);
                joiners.add(joiner);
                hub.join(Overflow.<Integer>conflate(value -> value % keys, (older, newer) -> newer, keys))
                        .subscribe(joiner);
            }
        }));
        hub.complete();

        Map<Integer, Integer> last = new HashMap<>();
        range(20_000 - keys, 20_000).forEach(value -> last.put(value % keys, value));
        for (Serial joiner : joiners) {
            joiner.request(Long.MAX_VALUE);
            joiner.assertComplete();
            Map<Integer, Integer> rebuilt = new HashMap<>();
            for (int value : joiner.values()) {
                Integer before = rebuilt.put(value % keys, value);
                assertThat(before == null || before < value)
                        .as("%s after %s", value, before)
                        .isTrue();
            }
            assertThat(rebuilt).isEqualTo(last);
        }
        Expect.assertExact(hub);
    }
}
