package io.sluice.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over a network that loses 3 % of the frames, doubles as many and delivers as many late. */
class StreamFaultsTest {

    /** Who cancels before the claim has arrived leaves the offer to expire. */
    private static final Duration UNCLAIMED = Duration.ofSeconds(4);

    private final WiredBrokers nodes = new WiredBrokers(7, 0.03);
    private final ClusterBroker here = nodes.brokers.get(0);
    private final ClusterBroker there = nodes.brokers.get(1);

    @AfterEach
    void nothingIsLeft() {
        nodes.awaitNoStreams();
        nodes.close();
    }

    private TestSubscriber<Long> handOver(CountedSource source, long request) {
        return there.receive(here.offer(source.flow(), UNCLAIMED).reference())
                .map(buffer -> buffer.getLong(0))
                .test(request);
    }

    private static List<Long> numbers(long n) {
        return LongStream.range(0, n).boxed().toList();
    }

    @Test
    void eachMessageComesOnceAndInOrder() {
        CountedSource source = CountedSource.numbers(100_000);

        TestSubscriber<Long> received = handOver(source, Long.MAX_VALUE);

        assertThat(received.awaitDone(20, TimeUnit.SECONDS).values()).isEqualTo(numbers(100_000));
        received.assertComplete();
        WiredBrokers.onLoops(
                List.of(there),
                node -> assertThat(node.around().counts.lostFrames).isPositive());
    }

    @Test
    void neverMoreThanOneIsOutstandingWhereOneIsRequestedAtATime() {
        CountedSource source = CountedSource.numbers(Long.MAX_VALUE);
        TestSubscriber<Long> received = handOver(source, 0);
        for (int i = 1; i <= 150; i++) {
            received.request(1);
            int so = i;
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> received.values().size() >= so);
            assertThat(source.requested).hasValue(i);
        }
        received.cancel();

        assertThat(received.values()).isEqualTo(numbers(150));
        await().until(source::isIdle);
    }

    @Test
    void manyStreamsEndAsTheyShouldAndLeaveNothing() {
        List<TestSubscriber<Long>> whole = new ArrayList<>();
        List<CountedSource> sources = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            CountedSource source = CountedSource.numbers(i % 2 == 0 ? 50 : Long.MAX_VALUE);
            sources.add(source);
            TestSubscriber<Long> received = handOver(source, i % 3 == 0 ? 20 : 100);
            if (i % 2 == 0) {
                whole.add(received);
            } else {
                received.cancel();
            }
        }
        for (TestSubscriber<Long> received : whole) {
            received.request(100);
            received.awaitDone(20, TimeUnit.SECONDS).assertComplete();
            assertThat(received.values()).isEqualTo(numbers(50));
        }
        assertThat(whole).hasSize(100);
        await().atMost(Duration.ofSeconds(20)).until(() -> sources.stream().allMatch(CountedSource::isIdle));
    }

    @Test
    void aNodeThatIsNotHeardForAWhileSuspendsTheStreamAndLosesNothing() {
        CountedSource source = CountedSource.numbers(2_000);
        TestSubscriber<Long> received = handOver(source, 1);
        await().until(() -> received.values().size() == 1);
        nodes.wire.mute("node-0", 700);
        nodes.wire.mute("node-1", 700);
        await().until(() -> there.counters().links().stream()
                .anyMatch(link -> link.state() == ClusterCounters.LinkState.SUSPECTED));

        received.request(1_999);

        assertThat(received.awaitDone(20, TimeUnit.SECONDS).values()).isEqualTo(numbers(2_000));
        received.assertComplete();
    }
}
