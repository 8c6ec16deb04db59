package io.sluice.endings;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.LogWatch;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Many threads at once on both ends of a real connection: whoever wins, either end terminates once, for each of its
 * subscribers.
 */
final class RacesTest {

    private static final int ROUNDS = 150;
    private static final int THREADS = 4;
    private static final int MESSAGES = 20;

    private final List<Throwable> undeliverable = new CopyOnWriteArrayList<>();
    private final LogWatch log = new LogWatch();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final CyclicBarrier start = new CyclicBarrier(THREADS);
    private final TestServer server = TestServer.idle(TestServer.CALM);
    private final SluiceClient client = SluiceClient.create(server.vertx());

    /** One end of a connection and all that its subscribers were told. */
    private static final class End {

        final Connection connection;
        final Signals<CloseStatus> closed = new Signals<>();
        final Signals<Message> messages = new Signals<>();
        final List<Signals<Void>> sends = new CopyOnWriteArrayList<>();
        volatile boolean readerLeft;

        End(Connection connection) {
            this.connection = connection;
            connection.closed().subscribe(closed);
            connection.messages().subscribe(messages);
        }

        void send() {
            Signals<Void> send = new Signals<>();
            sends.add(send);
            connection
                    .send(Flowable.range(0, MESSAGES).map(i -> Message.text("message " + i)))
                    .subscribe(send);
        }

        /** Cancels the messages; they may, or may not, end beside it. */
        void leave() {
            readerLeft = true;
            messages.cancel();
        }
    }

    private interface Deed {
        void on(End end);
    }

    private static final Deed CLOSE = end -> end.connection.close(CloseStatus.of(4000, "enough"));
    private static final Deed CANCEL = end -> end.connection.cancel();
    private static final Deed SEND = End::send;
    private static final Deed REQUEST = end -> end.messages.request(5);
    private static final Deed LEAVE = End::leave;

    @BeforeEach
    void watch() {
        RxJavaPlugins.setErrorHandler(undeliverable::add);
    }

    @AfterEach
    void stop() {
        threads.shutdownNow();
        server.close();
        RxJavaPlugins.setErrorHandler(null);
        log.close();
    }

    @Test
    void closesFromBothSidesEndBothOnce() throws Exception {
        race(1, List.of(CLOSE), List.of(CLOSE));
    }

    @Test
    void aCloseAndACancelEndBothOnce() throws Exception {
        race(2, List.of(CLOSE, CANCEL), List.of(REQUEST, REQUEST));
    }

    @Test
    void sendsWhileTheConnectionClosesEachEndOnce() throws Exception {
        race(3, List.of(SEND, SEND, CLOSE), List.of(SEND));
    }

    @Test
    void requestsAndCancellationsAtTheEndAreTakenWell() throws Exception {
        race(4, List.of(REQUEST, LEAVE, CLOSE), List.of(SEND));
    }

    @Test
    void anythingAgainstAnythingEndsBothOnce() throws Exception {
        List<Deed> all = List.of(CLOSE, CANCEL, SEND, SEND, REQUEST, LEAVE);
        Random random = new Random(20_250_101);
        for (int round = 0; round < ROUNDS; round++) {
            List<Deed> ours = new ArrayList<>();
            List<Deed> theirs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                (random.nextBoolean() ? ours : theirs).add(all.get(random.nextInt(all.size())));
            }
            (random.nextBoolean() ? ours : theirs).add(random.nextBoolean() ? CLOSE : CANCEL);
            round(random, ours, theirs);
        }
        nothingIsLeft();
    }

    private void race(long seed, List<Deed> ours, List<Deed> theirs) throws Exception {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            // Now on the one side, then on the other.
            round(random, round % 2 == 0 ? ours : theirs, round % 2 == 0 ? theirs : ours);
        }
        nothingIsLeft();
    }

    private void round(Random random, List<Deed> onServer, List<Deed> onClient) throws Exception {
        End clientEnd = new End(Wait.result(client.connect(server.uri())));
        End serverEnd = new End(server.accepted());
        serverEnd.messages.request(random.nextInt(3));
        clientEnd.messages.request(random.nextInt(3));

        List<Runnable> deeds = new ArrayList<>();
        onServer.forEach(deed -> deeds.add(() -> deed.on(serverEnd)));
        onClient.forEach(deed -> deeds.add(() -> deed.on(clientEnd)));
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Runnable deed = thread < deeds.size() ? deeds.get(thread) : () -> {};
            int spin = random.nextInt(2_000);
            running.add(threads.submit(() -> {
                start.await();
                for (int i = 0; i < spin; i++) {
                    Thread.onSpinWait();
                }
                deed.run();
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        for (End end : List.of(serverEnd, clientEnd)) {
            assertEndedOnce(end);
        }
    }

    private static void assertEndedOnce(End end) {
        CloseStatus status = Wait.closed(end.connection);
        assertThat(status.code()).isIn(4000, 1006);
        Wait.until(() -> end.sends.stream().allMatch(Signals::hasEnded));
        end.messages.request(Long.MAX_VALUE);
        if (!end.readerLeft) {
            Wait.until(end.messages::hasEnded);
        }
        Wait.until(() -> end.closed.values().size() == 1);
        assertThat(end.closed.ends()).hasSize(1);
        assertThat(end.messages.ends()).hasSizeLessThanOrEqualTo(1);
        assertThat(end.sends).allMatch(send -> send.ends().size() == 1, "one end each");
        Wait.until(() -> end.connection.counters().messagesQueued() == 0);
    }

    private void nothingIsLeft() {
        assertThat(undeliverable).isEmpty();
        assertThat(log.complaints()).isEmpty();
    }
}
