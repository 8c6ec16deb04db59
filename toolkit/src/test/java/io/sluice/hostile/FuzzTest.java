package io.sluice.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Notification;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.RecordingLeakDetector;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.LogWatch;
import io.sluice.wire.RawPeer;
import io.sluice.wire.RawServer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes a peer sends, its connection ends once, with a code there is for it, and nobody trips over them.
 *
 * <p>{@code -Dsluice.fuzz.runs=100000} makes more of it, {@code -Dsluice.fuzz.seed=...} something else; a failure names its
 * seed.
 */
final class FuzzTest {

    private static final int RUNS = Integer.getInteger("sluice.fuzz.runs", 1_000);
    private static final long SEED = Long.getLong("sluice.fuzz.seed", 20_250_101L);
    private static final ConnectionOptions OPTIONS = TestServer.CALM
            .withMaxMessageBytes(2_000)
            .withInboundBufferBytes(1_000)
            .withCloseTimeout(Duration.ofSeconds(2));

    /** What this side may find, and end with by itself: gone, broken, no text, too large. */
    private static final Set<Integer> OUR_CODES = Set.of(1002, 1006, 1007, 1009);

    private final List<Throwable> undeliverable = new CopyOnWriteArrayList<>();
    private final LogWatch log = new LogWatch();

    @BeforeEach
    void watch() {
        RxJavaPlugins.setErrorHandler(undeliverable::add);
    }

    @AfterEach
    void nobodyTripped() {
        RxJavaPlugins.setErrorHandler(null);
        log.close();
        assertThat(undeliverable).isEmpty();
        assertThat(log.complaints()).isEmpty();
    }

    @Test
    void aServerSurvivesWhateverItsClientsSend() {
        try (TestServer server = TestServer.idle(OPTIONS)) {
            try (RawPeer first = server.dial()) {
                first.shakeHands(Frame.close(1000, ""));
                Wait.closed(server.accepted());
            }
            long buffersBefore = RecordingLeakDetector.buffersInUse();
            for (int run = 0; run < RUNS; run++) {
                long seed = SEED + run;
                try (RawPeer peer = server.dial()) {
                    play(seed, peer, server.accepted());
                }
            }
            Wait.untilAsserted(
                    () -> assertThat(RecordingLeakDetector.buffersInUse()).isLessThanOrEqualTo(buffersBefore));
        }
    }

    @Test
    void aClientSurvivesWhateverItsServerSends() {
        Vertx vertx = Vertx.vertx();
        try (RawServer server = new RawServer()) {
            SluiceClient client = SluiceClient.create(vertx, Link.transport(), OPTIONS);
            for (int run = 0; run < RUNS; run++) {
                long seed = SEED + run;
                CompletableFuture<Connection> connecting =
                        client.connect(server.uri()).toCompletionStage().toCompletableFuture();
                try (RawPeer peer = server.upgrade()) {
                    play(seed, peer, connecting.join());
                }
            }
        } finally {
            vertx.close().await();
        }
    }

    /** Has {@code peer} send the bytes of {@code seed}, and ends. */
    private static void play(long seed, RawPeer peer, Connection connection) {
        List<Notification<Message>> signals = new CopyOnWriteArrayList<>();
        List<CloseStatus> ends = new CopyOnWriteArrayList<>();
        Flowable<Message> messages = seed % 3 == 0 ? connection.messages().rebatchRequests(1) : connection.messages();
        var unused = messages.materialize().subscribe(signals::add);
        var unusedEither = connection.closed().doOnSuccess(ends::add).subscribe();
        AtomicInteger sends = new AtomicInteger();
        var unusedAsWell = connection
                .send(Flowable.never())
                .doOnTerminate(sends::incrementAndGet)
                .onErrorComplete()
                .subscribe();
        new FuzzedBytes(seed, peer).send();
        CloseStatus status = Wait.closed(connection);
        if (status.initiator() == CloseStatus.Initiator.LOCAL || status.code() == 1006) {
            assertThat(OUR_CODES).as("seed %d: %s", seed, status).contains(status.code());
        }
        Wait.until(() -> !signals.isEmpty() && !signals.get(signals.size() - 1).isOnNext());
        assertThat(signals.stream().filter(signal -> !signal.isOnNext()))
                .as("seed %d", seed)
                .hasSize(1);
        Wait.until(() -> ends.size() == 1 && sends.get() == 1);
    }
}
