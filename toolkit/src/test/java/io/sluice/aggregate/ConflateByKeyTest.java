package io.sluice.aggregate;

import static io.sluice.aggregate.ConflateByKey.conflateByKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConflateByKeyTest {

    @Test
    void keysAreEmittedInTheOrderOfTheirFirstWaitingValue() {
        PublishProcessor<String> source = PublishProcessor.create();
        TestSubscriber<String> downstream =
                source.compose(conflateByKey((String value) -> value.charAt(0))).test(0);

        for (String value : List.of("a1", "b1", "a2", "c1", "b2", "a3")) {
            source.onNext(value);
        }
        downstream.request(3);

        downstream.assertValues("a3", "b2", "c1");
    }

    @Test
    void aColdKeyGetsItsTurnHoweverHotTheOthersAre() {
        PublishProcessor<String> source = PublishProcessor.create();
        TestSubscriber<String> downstream =
                source.compose(conflateByKey((String value) -> value.charAt(0))).test(0);
        source.onNext("hot0");
        source.onNext("cold");
        for (int i = 1; i <= 100; i++) {
            source.onNext("hot" + i);
            if (i % 50 == 0) {
                downstream.request(1);
            }
        }
        downstream.assertValues("hot50", "cold");
        downstream.request(1);
        downstream.assertValues("hot50", "cold", "hot100");
    }

    @Test
    void aKeyTooManyFailsTheStream() {
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> downstream = source.compose(
                        conflateByKey((Integer value) -> value).maxKeys(2))
                .test(0);
        source.onNext(1);
        source.onNext(2);
        source.onNext(1);
        downstream.assertEmpty();
        source.onNext(3);

        downstream.assertFailure(OverflowException.class);
        assertThat(source.hasSubscribers()).isFalse();
    }

    @Test
    void aKeyTooManyCanTakeThePlaceOfTheOldest() {
        List<String> dropped = new ArrayList<>();
        PublishProcessor<Integer> source = PublishProcessor.create();
        TestSubscriber<Integer> downstream = source.compose(conflateByKey((Integer value) -> value)
                        .maxKeys(2)
                        .dropOldestKey()
                        .onDropped((value, why) -> dropped.add(value + " " + why)))
                .test(0);
        source.onNext(1);
        source.onNext(2);
        source.onNext(3);
        downstream.request(3);

        downstream.assertValues(2, 3);
        assertThat(dropped).containsExactly("1 TOO_MANY_KEYS");
    }

    @Test
    void aBoundMustBePositive() {
        assertThatThrownBy(() -> conflateByKey(value -> value).maxKeys(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void randomRunsAgreeWithTheModel() {
        RandomRuns.check(Keyed::ofNumber, setting -> {
            boolean eager = setting.random.nextBoolean();
            boolean merging = setting.random.nextBoolean();
            boolean dropOldest = setting.random.nextBoolean();
            int maxKeys = setting.between(1, 6);
            ConflateByKey<Keyed> operator =
                    conflateByKey(Keyed::key).maxKeys(maxKeys).onDropped(setting.onDropped());
            operator = eager ? operator.eagerErrors() : operator;
            operator = merging ? operator.merge(Keyed::plus) : operator;
            ConflateByKey<Keyed> chosen = dropOldest ? operator.dropOldestKey() : operator;
            return new RandomRuns.Case<>(source -> source.compose(chosen), new FifoModel<Keyed, Keyed>(eager) {
                @Override
                void offer(int source, Keyed value) {
                    for (int i = 0; i < waiting.size(); i++) {
                        Keyed before = waiting.get(i);
                        if (before.key() == value.key()) {
                            waiting.set(i, merging ? before.plus(value) : value);
                            if (!merging) {
                                drop(before, DropReason.CONFLATED);
                            }
                            return;
                        }
                    }
                    if (waiting.size() < maxKeys) {
                        waiting.add(value);
                    } else if (dropOldest) {
                        drop(waiting.remove(0), DropReason.TOO_MANY_KEYS);
                        waiting.add(value);
                    } else {
                        overflow(value, DropReason.TOO_MANY_KEYS);
                    }
                }
            });
        });
    }
}
