package io.sluice.endings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.RecordingLeakDetector;
import io.sluice.connection.ConnectionClosedException;
import io.sluice.connection.ConnectionOptions;
import io.sluice.endings.Expected.Ends;
import io.sluice.message.CloseStatus;
import io.sluice.wire.Frame;
import io.sluice.wire.LogWatch;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever ends a connection, at whatever moment, with demand or without, on either side: everybody who waits for its end is
 * told once, with the status that fits ({@link Ending}), what came before is delivered, and nothing is left behind.
 */
final class EndingsMatrixTest {

    private static final Duration HEARTBEAT = Duration.ofMillis(200);
    private static final Duration DEADLINE = Duration.ofMillis(200);
    /** So that a deadline left behind is still there when the timers are counted. */
    private static final Duration LONGER_THAN_ANY_WAIT = Duration.ofMinutes(1);

    private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(300);

    private final List<Throwable> undeliverable = new CopyOnWriteArrayList<>();
    private final LogWatch log = new LogWatch();

    /** What Netty and Vert.x allocate once and keep is not to be taken for lost. */
    @BeforeAll
    static void warmUp() {
        for (Side side : Side.values()) {
            try (Scene scene = new Scene(side, Moment.IDLE, TestServer.CALM, false)) {
                bringAbout(Ending.PEER_CLOSES, scene, Requested.ALL);
                Wait.closed(scene.connection());
            }
        }
    }

    @BeforeEach
    void watch() {
        RxJavaPlugins.setErrorHandler(undeliverable::add);
    }

    @AfterEach
    void stopWatching() {
        RxJavaPlugins.setErrorHandler(null);
        log.close();
    }

    static Stream<Arguments> matrix() {
        return Stream.of(Side.values())
                .flatMap(side -> Stream.of(Ending.values())
                        .flatMap(ending -> Stream.of(Moment.values())
                                .flatMap(moment -> Stream.of(Requested.values())
                                        .filter(requested -> ending.pointless(requested, moment) == null)
                                        .map(requested -> argumentSet(
                                                side + ", " + ending + " while " + moment + ", requested " + requested,
                                                side,
                                                ending,
                                                moment,
                                                requested)))));
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everyEndIsToldOnceWithItsStatusAndLeavesNothingBehind(
            Side side, Ending ending, Moment moment, Requested requested) {
        Expected expected = ending.expected();
        long buffersBefore = RecordingLeakDetector.buffersInUse();
        try (Scene scene = new Scene(side, moment, options(ending), ending == Ending.VANISH)) {
            bringAbout(ending, scene, requested);

            CloseStatus status = Wait.closed(scene.connection());
            assertThat(new CloseStatus(status.code(), "", status.initiator(), status.clean()))
                    .isEqualTo(new CloseStatus(expected.code(), "", expected.initiator(), expected.clean()));
            Frame closeFrame = scene.closeFrame();
            if (closeFrame != null) {
                assertThat(closeFrame.closeCode()).isEqualTo(expected.code());
            }
            assertMessages(scene, expected, requested);
            assertEnd(scene.sending(), expected.send(), scene);
            Wait.until(() -> scene.timersLeft() == 0);
            scene.close();

            // Late enough for whatever would have come twice.
            assertThat(scene.closed().values()).containsExactly(status);
            assertEnd(scene.sending(), expected.send(), scene);
            assertEnd(scene.messages(), expected.messages(), scene);
        }
        Wait.until(() -> RecordingLeakDetector.buffersInUse() <= buffersBefore);
        assertThat(undeliverable).isEmpty();
        assertThat(log.complaints()).hasSize(ending.isLogged(side) ? 1 : 0);
    }

    private static ConnectionOptions options(Ending ending) {
        ConnectionOptions options =
                TestServer.CALM.withMaxMessageBytes(Ending.MAX_MESSAGE).withCloseTimeout(LONGER_THAN_ANY_WAIT);
        return switch (ending) {
            case VANISH, PINGS_UNANSWERED -> options.withHeartbeat(HEARTBEAT);
            case CLOSE_UNANSWERED, SHUTDOWN_UNANSWERED -> options.withCloseTimeout(CLOSE_TIMEOUT);
            case WRITE_TIMEOUT -> options.withWriteTimeout(DEADLINE);
            case DEMAND_TIMEOUT -> options.withDemandTimeout(DEADLINE);
            case IDLE_TIMEOUT -> options.withIdleTimeout(DEADLINE);
            default -> options;
        };
    }

    private static void bringAbout(Ending ending, Scene scene, Requested requested) {
        scene.prepare(requested);
        if (ending == Ending.VANISH) {
            scene.keepThePeerAwake();
        } else if (!ending.comesByItself()) {
            scene.awaitMoment();
        }
        ending.bringAbout(scene);
    }

    /** What waited for demand is delivered before the end, though the demand comes after it. */
    private static void assertMessages(Scene scene, Expected expected, Requested requested) {
        if (requested == Requested.NOTHING) {
            assertThat(scene.messages().values()).isEmpty();
            assertThat(scene.messages().ends()).isEmpty();
            scene.messages().request(1);
        }
        assertEnd(scene.messages(), expected.messages(), scene);
        assertThat(scene.messages().values()).containsExactly(Scene.FIRST);
        assertThat(scene.connection().counters().messagesQueued()).isZero();
    }

    private static void assertEnd(Signals<?> stream, Ends ends, Scene scene) {
        Wait.until(stream::hasEnded);
        assertThat(stream.ends()).hasSize(1);
        Throwable failure = stream.ends().get(0).getError();
        switch (ends) {
            case COMPLETE -> assertThat(failure).isNull();
            case CLOSED ->
                assertThat(failure)
                        .isInstanceOfSatisfying(
                                ConnectionClosedException.class,
                                closed -> assertThat(closed.status().code())
                                        .isEqualTo(
                                                scene.closed().values().get(0).code()));
            case ERROR -> assertThat(failure).isSameAs(scene.failure());
        }
    }
}
