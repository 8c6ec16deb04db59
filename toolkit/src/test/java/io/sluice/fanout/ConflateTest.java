package io.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflateTest {

    /** A change of a key; merging adds, and is thus not idempotent. */
    private record Delta(String key, int change) {
        Delta plus(Delta later) {
            return new Delta(key, change + later.change);
        }
    }

    private final Hub<Delta> hub = Hub.create();

    private static Overflow<Delta> byKey(int maxKeys) {
        return Overflow.conflate(Delta::key, Delta::plus, maxKeys);
    }

    @Test
    void aMemberInStepGetsEveryValue() {
        TestSubscriber<Delta> member = hub.join(byKey(1)).test();
        hub.publish(new Delta("a", 1));
        hub.publish(new Delta("b", 2));

        member.assertValuesOnly(new Delta("a", 1), new Delta("b", 2));
    }

    @Test
    void waitingValuesOfAKeyAreMergedOnceEach() {
        TestSubscriber<Delta> member = hub.join(byKey(10)).test(1);
        hub.publish(new Delta("a", 1));
        hub.publish(new Delta("a", 10));
        hub.publish(new Delta("a", 100));
        hub.publish(new Delta("a", 1000));
        assertThat(Expect.of(hub).conflated()).isEqualTo(2);

        member.request(5);

        member.assertValuesOnly(new Delta("a", 1), new Delta("a", 1110));
    }

    @Test
    void theMergeGetsTheOlderValueFirst() {
        Overflow<String> overflow = Overflow.conflate(value -> 0, (older, newer) -> older + newer, 1);
        Hub<String> words = Hub.create();
        TestSubscriber<String> member = words.join(overflow).test(0);
        words.publish("a");
        words.publish("b");
        words.publish("c");
        member.request(1);

        member.assertValuesOnly("abc");
    }

    @Test
    void keysComeInTheOrderInWhichTheyBecameDirtyHoweverHotOneIs() {
        TestSubscriber<Delta> member = hub.join(byKey(10)).test(0);
        hub.publish(new Delta("a", 1));
        hub.publish(new Delta("b", 1));
        for (int i = 0; i < 100; i++) {
            hub.publish(new Delta("a", 1));
        }
        hub.publish(new Delta("c", 1));
        member.request(1);
        hub.publish(new Delta("a", 7));
        member.request(3);

        member.assertValuesOnly(new Delta("a", 101), new Delta("b", 1), new Delta("c", 1), new Delta("a", 7));
        assertThat(Expect.of(hub).conflated()).isEqualTo(100);
    }

    @Test
    void aKeyBeyondTheBoundDisconnects() {
        TestSubscriber<Delta> member = hub.join(byKey(2)).test(0);
        hub.publish(new Delta("a", 1));
        hub.publish(new Delta("b", 1));
        hub.publish(new Delta("a", 1));
        member.assertEmpty();

        hub.publish(new Delta("c", 1));

        member.assertFailure(SlowConsumerException.class);
        assertThat(hub.counters()).isEqualTo(new HubCounters(4, 0, 1, 1, 1, 4, 0, 1, Expect.disconnected(3), 0));
    }

    @Test
    void aMergeThatFailsHarmsItsMemberOnly() {
        Overflow<Delta> failing = Overflow.conflate(
                Delta::key,
                (older, newer) -> {
                    throw new IllegalStateException("no merge");
                },
                10);
        TestSubscriber<Delta> member = hub.join(failing).test(0);
        TestSubscriber<Delta> other = hub.join(byKey(10)).test(0);
        hub.publish(new Delta("a", 1));
        hub.publish(new Delta("a", 2));
        other.request(1);

        member.assertFailure(IllegalStateException.class).assertError(Expect.withMessage("no merge"));
        other.assertValuesOnly(new Delta("a", 3));
        assertThat(hub.counters()).isEqualTo(new HubCounters(2, 1, 2, 1, 0, 4, 1, 1, Expect.failed(2), 0));
    }

    @Test
    void aKeyFunctionThatFailsHarmsItsMemberOnly() {
        Overflow<Delta> failing = Overflow.conflate(delta -> Integer.valueOf(delta.key()), Delta::plus, 10);
        TestSubscriber<Delta> member = hub.join(failing).test(0);
        TestSubscriber<Delta> other = hub.join(byKey(10)).test();
        hub.publish(new Delta("1", 1));
        hub.publish(new Delta("x", 1));

        member.assertFailure(NumberFormatException.class);
        other.assertValuesOnly(new Delta("1", 1), new Delta("x", 1));
    }

    @Test
    @SuppressWarnings("NullAway") // the rule is about functions that break the contract
    void aFunctionThatReturnsNullHasFailed() {
        TestSubscriber<Delta> keyless = hub.join(Overflow.<Delta>conflate(delta -> null, Delta::plus, 10))
                .test(0);
        TestSubscriber<Delta> mergeless = hub.join(Overflow.<Delta>conflate(Delta::key, (older, newer) -> null, 10))
                .test(0);
        hub.publish(new Delta("a", 1));
        hub.publish(new Delta("a", 1));

        keyless.assertFailure(NullPointerException.class)
                .assertError(Expect.withMessage("the key function returned null"));
        mergeless
                .assertFailure(NullPointerException.class)
                .assertError(Expect.withMessage("the merge function returned null"));
    }

    @Test
    void allThatWaitsIsDeliveredBeforeTheEnd() {
        TestSubscriber<Delta> member = hub.join(byKey(10)).test(0);
        hub.publish(new Delta("a", 1));
        hub.publish(new Delta("b", 1));
        hub.complete();
        member.request(1);
        member.assertValuesOnly(new Delta("a", 1));

        member.request(1);

        member.assertResult(new Delta("a", 1), new Delta("b", 1));
    }

    @Test
    void theBoundMustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> byKey(0));
    }

    @Test
    void mergedValuesThatGrowBeyondTheBytesDisconnect() {
        Hub<String> words = Hub.create();
        TestSubscriber<String> member = words.join(
                        Overflow.<String>conflate(word -> word.charAt(0), String::concat, 10, 6, String::length))
                .test(0);
        words.publish("a");
        words.publish("bb");
        words.publish("aaa");
        assertThat(Expect.of(words).queuedBytes()).isEqualTo(6);
        member.assertEmpty();

        words.publish("b");

        member.assertFailure(SlowConsumerException.class);
        assertThat(words.counters().drops()).isEqualTo(Expect.disconnected(2));
    }

    @Test
    void theLatestPerKeyThatGrowBeyondTheBytesDisconnect() {
        Hub<String> words = Hub.create();
        TestSubscriber<String> member = words.join(
                        Overflow.<String>conflate(word -> word.charAt(0), 10, 6, String::length))
                .test(0);
        words.publish("aaa");
        words.publish("bbb");
        words.publish("a");
        assertThat(Expect.of(words).queuedBytes()).isEqualTo(4);
        member.assertEmpty();

        words.publish("aaaa");

        member.assertFailure(SlowConsumerException.class);
        assertThat(words.counters().drops()).isEqualTo(Expect.disconnected(2));
    }

    @Test
    void aSingleValuePassesWhateverItsSize() {
        Hub<String> words = Hub.create();
        TestSubscriber<String> latest = words.join(
                        Overflow.<String>conflate(word -> word.charAt(0), 10, 2, String::length))
                .test(0);
        TestSubscriber<String> merged = words.join(
                        Overflow.<String>conflate(word -> word.charAt(0), String::concat, 10, 2, String::length))
                .test(0);
        words.publish("aaa");
        words.publish("aaaa");
        latest.request(1);
        merged.request(1);

        latest.assertValuesOnly("aaaa");
        merged.assertValuesOnly("aaaaaaa");
    }

    @Test
    void whatAFunctionFailsOnIsCountedAsFailedNotAsConflated() {
        Overflow<Integer> latest = Overflow.conflate(value -> 0, 10, 100, value -> 10 / value);
        Overflow<Integer> merged = Overflow.conflate(value -> 0, Integer::sum, 10, 100, value -> 10 / value);
        for (Overflow<Integer> policy : List.of(latest, merged)) {
            Hub<Integer> numbers = Hub.create();
            TestSubscriber<Integer> member = numbers.join(policy).test(0);
            numbers.publish(1);
            numbers.publish(2);
            numbers.publish(policy.equals(merged) ? -3 : 0);

            member.assertFailure(ArithmeticException.class);
            HubCounters sums = numbers.counters();
            assertThat(sums.drops().total())
                    .as(policy.toString())
                    .isEqualTo(sums.drops().failed());
            assertThat(sums.conflated()).isEqualTo(1);
            assertThat(sums.offered()).isEqualTo(3);
        }
    }
}
