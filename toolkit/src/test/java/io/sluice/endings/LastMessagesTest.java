package io.sluice.endings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.sluice.connection.Connection;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Aside;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message that arrived before a close is delivered before the end, whenever and however it is asked for. */
final class LastMessagesTest {

    private static final int SIZE = 1_000;
    /** They all wait in front of the subscriber, and the close is seen before anything is requested. */
    private static final int FEW = 100;
    /** They fill what may wait many times, and the close stands behind them all. */
    private static final int MANY = 3_000;

    private enum Asking {
        ALL_BEFORE,
        ONE_BY_ONE_FROM_THE_START,
        ALL_LATE,
        ONE_BY_ONE_LATE,
        IN_PORTIONS_LATE;

        boolean isLate() {
            return this != ALL_BEFORE && this != ONE_BY_ONE_FROM_THE_START;
        }

        long first() {
            return switch (this) {
                case ALL_BEFORE, ALL_LATE -> Long.MAX_VALUE;
                case IN_PORTIONS_LATE -> 7;
                default -> 1;
            };
        }

        /** What is requested from within {@code onNext}, for the {@code received}th message. */
        long then(int received) {
            return switch (this) {
                case ALL_BEFORE, ALL_LATE -> 0;
                case IN_PORTIONS_LATE -> received % 7 == 0 ? 7 : 0;
                default -> 1;
            };
        }
    }

    static Stream<Arguments> askings() {
        return Stream.of(Side.values())
                .flatMap(side -> Stream.of(FEW, MANY)
                        .flatMap(messages -> Stream.of(Asking.values())
                                .map(asking ->
                                        argumentSet(side + ", " + messages + ", " + asking, side, messages, asking))));
    }

    static Stream<Arguments> askingsOfFew() {
        return Stream.of(Side.values())
                .flatMap(side ->
                        Stream.of(Asking.values()).map(asking -> argumentSet(side + ", " + asking, side, asking)));
    }

    @ParameterizedTest
    @MethodSource("askings")
    void messagesBeforeAClosingFrameComeBeforeTheEnd(Side side, int count, Asking asking) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM)) {
            Signals<Message> messages = subscribe(link.connection(), asking);
            CompletableFuture<Void> peer = Aside.run(() -> {
                link.peer().sendBytes(numbered(link, count));
                link.peer().shakeHands(Frame.close(1000, ""));
            });
            if (asking.isLate()) {
                Wait.until(() -> count == FEW
                        ? link.connection().isClosed()
                        : link.connection().counters().messagesQueued() >= FEW);
                assertThat(messages.values()).isEmpty();
                assertThat(messages.ends()).isEmpty();
                messages.request(asking.first());
            }
            assertAllThenTheEnd(messages, count);
            assertThat(link.closed()).isEqualTo(new CloseStatus(1000, "", CloseStatus.Initiator.REMOTE, true));
            peer.join();
        }
    }

    @ParameterizedTest
    @MethodSource("askingsOfFew")
    void messagesThatArrivedBeforeThisSideClosedComeBeforeTheEnd(Side side, Asking asking) throws Exception {
        try (Link link = Link.open(side, TestServer.CALM)) {
            Signals<Message> messages = subscribe(link.connection(), asking);
            // No more than may wait, so that all of it has arrived whatever is asked for.
            link.peer().sendBytes(numbered(link, FEW));
            Wait.until(() -> link.connection().counters().messagesReceived() == FEW);
            link.connection().close(CloseStatus.of(4000, "enough"));
            link.peer().answerClose();
            link.closed();
            if (asking.isLate()) {
                assertThat(messages.values()).isEmpty();
                assertThat(messages.ends()).isEmpty();
                messages.request(asking.first());
            }
            assertAllThenTheEnd(messages, FEW);
        }
    }

    private static Signals<Message> subscribe(Connection connection, Asking asking) {
        Signals<Message> messages = new Signals<>();
        int[] received = {0};
        connection
                .messages()
                .doOnNext(message -> {
                    long more = asking.then(++received[0]);
                    if (more > 0) {
                        messages.request(more);
                    }
                })
                .subscribe(messages);
        if (!asking.isLate()) {
            messages.request(asking.first());
        }
        return messages;
    }

    private static void assertAllThenTheEnd(Signals<Message> messages, int count) {
        Wait.until(messages::hasEnded);
        List<Integer> numbers = messages.values().stream()
                .map(message -> ByteBuffer.wrap(message.bytes()).getInt())
                .toList();
        assertThat(numbers).isEqualTo(IntStream.range(0, count).boxed().toList());
        assertThat(messages.ends()).singleElement().matches(end -> end.isOnComplete(), "completes");
    }

    private static byte[] numbered(Link link, int count) {
        Frame[] frames = IntStream.range(0, count)
                .mapToObj(i -> Frame.binary(ByteBuffer.allocate(SIZE).putInt(i).array()))
                .toArray(Frame[]::new);
        return link.peer().encode(frames);
    }
}
