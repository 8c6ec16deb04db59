package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.Message;
import io.sluice.wire.Flood;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What waits in front of a subscriber without demand is bounded in bytes, and beyond that TCP pushes back. */
final class InboundFloodTest {

    /** The largest piece Netty reads from a socket at once. */
    private static final int SOCKET_BUFFER = 64 << 10;

    private static final int MESSAGE = 32 << 10;
    private static final int BOUND = ConnectionOptions.DEFAULT.inboundBufferBytes();

    @ParameterizedTest
    @EnumSource
    void aFloodWithoutDemandWaitsAtTheSenderAndArrivesWholeOnceAskedFor(Side side) throws Exception {
        int messages = (64 << 20) / MESSAGE;
        try (Link link = Link.open(side)) {
            TestSubscriber<Integer> subscriber = new TestSubscriber<>(0);
            link.connection().messages().map(InboundFloodTest::number).subscribe(subscriber);
            Flood flood = new Flood(link.peer(), messages, InboundFloodTest::numbered);

            assertThat(flood.isPushedBack()).isTrue();
            long waiting = Wait.untilStable(() -> link.connection().counters().bytesQueued());
            assertThat(waiting).isBetween(BOUND / 2L, (long) BOUND + MESSAGE);
            subscriber.assertNoValues();

            subscriber.request(3);
            Wait.until(() -> subscriber.values().size() == 3);
            assertThat(flood.isPushedBack()).isTrue();

            subscriber.request(Long.MAX_VALUE);
            flood.finish();
            Wait.until(() -> subscriber.values().size() == messages);
            for (int i = 0; i < messages; i++) {
                subscriber.assertValueAt(i, i);
            }
            assertThat(link.connection().counters().bytesQueued()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFloodOfTinyMessagesIsBoundedByWhatTheyWeighInMemory(Side side) throws Exception {
        int smallestFrame = side == Side.SERVER ? 7 : 3;
        int messages = (1 << 19) / smallestFrame;
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> subscriber = new TestSubscriber<>(0);
            link.connection().messages().subscribe(subscriber);
            Flood flood = new Flood(link.peer(), messages, i -> Frame.binary((byte) i));

            assertThat(flood.isPushedBack()).isTrue();
            long waiting = Wait.untilStable(() -> link.connection().counters().messagesQueued());
            assertThat(waiting).isLessThanOrEqualTo(BOUND / 64 + SOCKET_BUFFER / smallestFrame);

            subscriber.request(Long.MAX_VALUE);
            flood.finish();
            Wait.until(() -> subscriber.values().size() == messages);
            List<Message> received = subscriber.values();
            assertThat(IntStream.range(0, messages).filter(i -> received.get(i).bytes()[0] != (byte) i))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void readingStopsAndGoesOnAsDemandComesInSmallPortions(Side side) throws Exception {
        int messages = 400;
        try (Link link = Link.open(side)) {
            TestSubscriber<Integer> subscriber = new TestSubscriber<>(0);
            link.connection().messages().map(InboundFloodTest::number).subscribe(subscriber);
            Flood flood = new Flood(link.peer(), messages, InboundFloodTest::numbered);
            Thread sender = new Thread(flood::finish);
            sender.start();
            for (int asked = 5; asked <= messages; asked += 5) {
                subscriber.request(5);
                int upTo = asked;
                Wait.until(() -> subscriber.values().size() == upTo);
                assertThat(link.connection().counters().bytesQueued())
                        .isLessThanOrEqualTo((long) BOUND + MESSAGE + SOCKET_BUFFER);
            }
            sender.join();
            subscriber.assertValueAt(messages - 1, messages - 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageLargerThanTheBufferPasses(Side side) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM.withInboundBufferBytes(1_000))) {
            TestSubscriber<Integer> subscriber = new TestSubscriber<>(1);
            link.connection().messages().map(InboundFloodTest::number).subscribe(subscriber);
            Flood flood = new Flood(link.peer(), 30, i -> large(i, 200_000));
            Thread sender = new Thread(flood::finish);
            sender.start();
            for (int i = 1; i <= 30; i++) {
                int upTo = i;
                Wait.until(() -> subscriber.values().size() == upTo);
                subscriber.request(1);
            }
            sender.join();
            assertThat(subscriber.values().get(29)).isEqualTo(29);
        }
    }

    @ParameterizedTest
    @EnumSource
    void pingsAreAnsweredWhileMessagesWaitWithinTheBound(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> subscriber = link.connection().messages().test(0);
            link.peer().send(numbered(0), numbered(1), Frame.ping("are you there?"), numbered(2));

            Frame pong = link.peer().read();
            assertThat(pong.opcode()).isEqualTo(Frame.PONG);
            assertThat(pong.text()).isEqualTo("are you there?");
            subscriber.assertNoValues();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatArrivesBeforeAnybodySubscribesIsKeptWithinTheSameBound(Side side) throws Exception {
        int messages = 200;
        try (Link link = Link.open(side)) {
            Flood flood = new Flood(link.peer(), messages, InboundFloodTest::numbered);
            assertThat(flood.isPushedBack()).isTrue();
            assertThat(Wait.untilStable(() -> link.connection().counters().bytesQueued()))
                    .isLessThanOrEqualTo((long) BOUND + MESSAGE + SOCKET_BUFFER);

            TestSubscriber<Integer> subscriber =
                    link.connection().messages().map(InboundFloodTest::number).test();
            flood.finish();
            Wait.until(() -> subscriber.values().size() == messages);
            subscriber.assertValueAt(0, 0).assertValueAt(messages - 1, messages - 1);
        }
    }

    private static Frame numbered(int i) {
        return large(i, MESSAGE);
    }

    private static Frame large(int i, int size) {
        return Frame.binary(ByteBuffer.allocate(size).putInt(i).array());
    }

    private static int number(Message message) {
        return ByteBuffer.wrap(message.bytes()).getInt();
    }
}
