package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TrySendTest {

    @ParameterizedTest
    @EnumSource
    void messagesOfOneThreadArriveInOrder(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            for (int i = 0; i < 100; i++) {
                assertThat(link.connection().trySend(Message.text("" + i))).isEqualTo(SendResult.ACCEPTED);
            }
            for (int i = 0; i < 100; i++) {
                assertThat(link.peer().read().text()).isEqualTo("" + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatDoesNotReadMakesItFullWithinABoundAndWhatWasAcceptedArrives(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            Message message = Message.binary(Buffer.buffer(new byte[10_000]));
            int accepted = 0;
            while (link.connection().trySend(message) == SendResult.ACCEPTED) {
                accepted++;
                assertThat(accepted).isLessThan(2_000);
            }
            for (int i = 0; i < accepted; i++) {
                Frame frame = link.peer().read();
                assertThat(frame.opcode()).isEqualTo(Frame.BINARY);
                assertThat(frame.payload()).hasSize(10_000);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatClosesTakesNothing(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            var unused = link.connection().close();
            link.peer().answerClose();
            link.closed();
            assertThat(link.connection().trySend(Message.text("late"))).isEqualTo(SendResult.CLOSED);
        }
    }
}
