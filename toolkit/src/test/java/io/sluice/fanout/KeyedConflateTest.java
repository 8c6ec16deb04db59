package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conflation by key in which the last value stands. */
class KeyedConflateTest {

    private static final int READS_PER_MILLISECOND = 2;

    private record Tick(int key, int price) {}

    private final Hub<Tick> hub = Hub.create();
    private final Overflow<Tick> twenty = Overflow.conflate(Tick::key, 20);

    private void publish(int key, int price) {
        hub.publish(new Tick(key, price));
    }

    @Test
    void theLastValueOfEachKeyComesInTheOrderOfThoseValues() {
        TestSubscriber<Tick> member = hub.join(twenty).test(0);
        publish(1, 10);
        publish(2, 20);
        publish(1, 11);
        assertThat(Expect.of(hub).conflated()).isEqualTo(1);
        member.request(5);

        member.assertValuesOnly(new Tick(2, 20), new Tick(1, 11));
    }

    @Test
    void membersOfOnePolicyConflateEachFromItsOwnPlace() {
        TestSubscriber<Tick> first = hub.join(twenty).test(0);
        publish(1, 10);
        TestSubscriber<Tick> second = hub.join(twenty).test(0);
        publish(2, 20);
        second.request(5);
        publish(2, 21);
        first.request(5);

        second.assertValuesOnly(new Tick(2, 20), new Tick(2, 21));
        first.assertValuesOnly(new Tick(1, 10), new Tick(2, 21));
    }

    @Test
    void aKeyKeepsItsPlaceOnceTheMemberIsOverloadedForLonger() {
        TestSubscriber<Tick> member = hub.join(twenty).test(0);
        publish(1, 0);
        publish(2, 0);
        member.request(1);
        for (int price = 1; price <= 50; price++) {
            publish(2, price);
            publish(1, price);
            member.request(1);
        }

        long ones = member.values().stream().filter(tick -> tick.key == 1).count();
        assertThat(ones).isBetween(24L, 27L);
    }

    @Test
    void aKeyBeyondTheCapDisconnectsOnlyWhoHasSoManyWaiting() {
        TestSubscriber<Tick> stalled = hub.join(twenty).test(0);
        for (int key = 0; key < 20; key++) {
            publish(key, 0);
            publish(key, 1);
        }
        TestSubscriber<Tick> late = hub.join(twenty).test(0);
        stalled.assertEmpty();
        publish(20, 0);

        stalled.assertFailure(SlowConsumerException.class);
        late.assertEmpty();
        assertThat(Expect.of(hub).queued()).isEqualTo(1);
        assertThat(hub.counters()).isEqualTo(new HubCounters(41, 1, 2, 1, 1, 42, 0, 20, Expect.disconnected(21), 1));
    }

    /**
     * 50,000 updates of 1,000 keys a second, of which a reader takes 2,000, for five seconds of a clock that is counted: the
     * bounds are exact.
     *
     * @param hot one in so many updates is of one and the same key; 0 for none
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void noKeyWaitsLongerThanTwoRoundsHoweverOverloadedItsReader(int hot) {
        int keys = 1000;
        long seed = Long.getLong("sluice.seed", System.nanoTime());
        Random random = new Random(seed);
        int[] dirtySince = new int[keys];
        Arrays.fill(dirtySince, -1);
        int[] last = new int[keys];
        List<Tick> got = new ArrayList<>();
        int[] delivered = new int[keys];
        TestSubscriber<Tick> member = hub.join(Overflow.<Tick>conflate(Tick::key, keys))
                .doOnNext(got::add)
                .test(0);

        int price = 0;
        int longest = 0;
        for (int millis = 0; millis < 6_000; millis++) {
            for (int i = 0; i < 50 && millis < 5_000; i++) {
                int key = hot > 0 && i % hot == 0 ? 0 : random.nextInt(keys);
                last[key] = ++price;
                publish(key, price);
                dirtySince[key] = dirtySince[key] < 0 ? millis : dirtySince[key];
            }
            assertThat(hub.counters().queued()).isLessThanOrEqualTo(keys);
            got.clear();
            member.request(READS_PER_MILLISECOND);
            for (Tick tick : got) {
                assertThat(tick.price).as("-Dsluice.seed=" + seed).isEqualTo(last[tick.key]);
                longest = Math.max(longest, millis - dirtySince[tick.key]);
                dirtySince[tick.key] = -1;
                delivered[tick.key]++;
            }
        }

        assertThat(longest)
                .as("longest wait, -Dsluice.seed=" + seed)
                .isLessThanOrEqualTo(2 * keys / READS_PER_MILLISECOND);
        assertThat(dirtySince).as("all is delivered in the end").containsOnly(-1);
        assertThat(delivered[0]).as("times the hot key was delivered").isGreaterThan(5);
        assertThat(Expect.of(hub).conflated()).isEqualTo(price - Expect.of(hub).delivered());
    }
}
