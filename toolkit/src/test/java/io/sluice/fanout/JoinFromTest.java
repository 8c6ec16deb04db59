package io.sluice.fanout;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A member with a beginning of its own. */
class JoinFromTest {

    @Test
    void itsBeginningTakesThePlaceOfTheReplay() {
        Hub<String> hub = Hub.create(Replay.last(1));
        hub.publish("replayed");
        TestSubscriber<String> own =
                hub.joinFrom(Overflow.latest(), () -> List.of("a", "b")).test();
        TestSubscriber<String> other = hub.join(Overflow.latest()).test();
        hub.publish("live");
        own.assertValues("a", "b", "live");
        other.assertValues("replayed", "live");
    }

    @Test
    void itsBeginningWaitsForDemandAndIsNotConflated() {
        Hub<String> hub = Hub.create();
        TestSubscriber<String> own =
                hub.joinFrom(Overflow.latest(), () -> List.of("a", "b")).test(0);
        hub.publish("c");
        hub.publish("d");
        own.request(10);
        own.assertValues("a", "b", "d");
        Expect.assertExact(hub);
    }

    @Test
    void aBeginningThatFailsFailsItsMemberAlone() {
        Hub<String> hub = Hub.create();
        TestSubscriber<String> other = hub.join(Overflow.latest()).test();
        hub.joinFrom(Overflow.latest(), () -> {
                    throw new IllegalStateException("failed");
                })
                .test()
                .assertError(IllegalStateException.class);
        hub.publish("v");
        other.assertValues("v");
    }
}
