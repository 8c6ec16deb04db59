package io.sluice.connection;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.Side;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PingTest {

    @ParameterizedTest
    @EnumSource
    void aPingCarriesItsPayloadAndTellsTheTimeToItsPong(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestObserver<Duration> time =
                    link.connection().ping(Buffer.buffer("are you there")).test();
            Frame ping = link.peer().read();
            assertThat(ping.opcode()).isEqualTo(Frame.PING);
            assertThat(ping.text()).isEqualTo("are you there");

            link.peer().send(Frame.pong("somebody else"), Frame.pong(""), Frame.text("data"));
            time.assertNotComplete();
            link.peer().send(Frame.pong("are you there"));
            Wait.until(() -> !time.values().isEmpty());
            assertThat(time.values().get(0)).isPositive().isLessThan(Duration.ofSeconds(20));
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePongOfTheLastPingSettlesThoseBefore(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            List<TestObserver<Duration>> times = IntStream.range(0, 3)
                    .mapToObj(i -> link.connection().ping(Buffer.buffer("" + i)).test())
                    .toList();
            while (!link.peer().read().text().equals("2")) {}
            link.peer().send(Frame.pong("1"));
            Wait.until(() ->
                    !times.get(0).values().isEmpty() && !times.get(1).values().isEmpty());
            times.get(2).assertNotComplete();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPingUnansweredWhenTheConnectionEndsFails(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestObserver<Duration> time =
                    link.connection().ping(Buffer.buffer("x")).test();
            link.peer().read();
            link.peer().reset();
            link.closed();
            time.awaitDone(20, SECONDS).assertError(ConnectionClosedException.class);
            link.connection()
                    .ping(Buffer.buffer("too late"))
                    .test()
                    .awaitDone(20, SECONDS)
                    .assertError(ConnectionClosedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSeventeenthPingInWaitingIsRefusedAndADisposedOneMakesRoom(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            List<TestObserver<Duration>> times = IntStream.range(0, Pings.MAX_WAITING)
                    .mapToObj(i -> link.connection().ping(Buffer.buffer("" + i)).test())
                    .toList();
            link.connection()
                    .ping(Buffer.buffer("one more"))
                    .test()
                    .awaitDone(20, SECONDS)
                    .assertError(IllegalStateException.class);
            times.get(3).dispose();
            TestObserver<Duration> last =
                    link.connection().ping(Buffer.buffer("last")).test();
            while (!link.peer().read().text().equals("last")) {}
            link.peer().send(Frame.pong("last"));
            Wait.until(() -> !last.values().isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPingIsNotQueuedBehindWhatAPeerDoesNotRead(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            var sending = link.connection()
                    .send(Flowable.just(Message.binary(Buffer.buffer(new byte[64 << 10])))
                            .repeat())
                    .test();
            Wait.untilStable(() -> link.connection().counters().bytesSent());
            link.connection()
                    .ping(Buffer.buffer("x"))
                    .test()
                    .awaitDone(20, SECONDS)
                    .assertError(IllegalStateException.class);
            sending.dispose();
        }
    }

    /** Whoever hears of the end may ask again at once. */
    @ParameterizedTest
    @EnumSource
    void aPingMadeBecauseTheConnectionEndedFailsToo(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            TestObserver<Duration> time =
                    link.connection().ping(Buffer.buffer("x")).retry(1).test();
            link.peer().read();
            link.peer().reset();
            time.awaitDone(20, SECONDS).assertError(ConnectionClosedException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPayloadThatNoPingCanCarryIsRefused(Side side) throws Exception {
        try (Link link = Link.open(side)) {
            assertThatThrownBy(() -> link.connection().ping(Buffer.buffer(new byte[126])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a ping carries at most 125 bytes, not 126");
        }
    }
}
