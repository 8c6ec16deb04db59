package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.observers.TestObserver;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.fanout.SlowConsumerException;
import io.sluice.message.Message;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A member of a hub whose peer reads nothing. */
final class SlowConsumerTest {

    private static final int MESSAGES = 2_000;

    @ParameterizedTest
    @EnumSource(Side.class)
    void theErrorOfAnOverflowReachesTheSendThoughThePeerNeverReads(Side side) throws Exception {
        Message message = Message.binary(Buffer.buffer(new byte[64 << 10]));
        Hub<Message> hub = Hub.create();
        try (Link link = Link.open(side)) {
            TestObserver<Void> sending =
                    link.connection().send(hub.join(Overflow.disconnect(10))).test();
            Wait.until(() -> hub.counters().members() == 1);

            for (int published = 0; published < MESSAGES && hub.counters().disconnects() == 0; published++) {
                hub.publish(message);
            }

            Wait.until(() -> hub.counters().disconnects() == 1);
            assertThat(sending.await(10, TimeUnit.SECONDS)).isTrue();
            sending.assertError(SlowConsumerException.class);
        }
    }
}
