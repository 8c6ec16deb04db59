package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.wire.Flood;
import io.sluice.wire.Frame;
import io.sluice.wire.Link;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any thread may request, send, cancel and close. */
final class ThreadsTest {

    private static final int THREADS = 4;

    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final CyclicBarrier start = new CyclicBarrier(THREADS);

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void sourcesOnManyThreadsKeepTheirOrder(Side side) throws Exception {
        int messages = 2_000;
        try (Link link = Link.open(side)) {
            List<Completable> sends = new ArrayList<>();
            for (int sender = 0; sender < THREADS; sender++) {
                int name = sender;
                sends.add(link.connection()
                        .send(Flowable.range(0, messages)
                                .map(i -> Message.text(name + " " + i))
                                .subscribeOn(Schedulers.io())));
            }
            TestObserver<Void> sending = Completable.merge(sends).test();
            int[] next = new int[THREADS];
            for (int i = 0; i < THREADS * messages; i++) {
                String[] words = link.peer().read().text().split(" ", -1);
                int sender = Integer.parseInt(words[0]);
                assertThat(Integer.parseInt(words[1])).isEqualTo(next[sender]++);
            }
            Wait.untilAsserted(sending::assertComplete);
        }
    }

    @ParameterizedTest
    @EnumSource
    void demandFromManyThreadsAddsUp(Side side) throws Exception {
        int each = 1_000;
        try (Link link = Link.open(side)) {
            TestSubscriber<Message> subscriber = link.connection().messages().test(0);
            Flood flood = new Flood(link.peer(), THREADS * each + 100, i -> Frame.text("message " + i));
            List<Future<?>> requests = atOnce(() -> {
                for (int i = 0; i < each; i++) {
                    subscriber.request(1);
                }
            });
            flood.finish();
            for (Future<?> request : requests) {
                request.get(20, TimeUnit.SECONDS);
            }
            Wait.until(() -> link.connection().counters().messagesReceived() == THREADS * each + 100);
            Wait.until(() -> subscriber.values().size() >= THREADS * each);
            subscriber.assertValueCount(THREADS * each);
            for (int i = 0; i < THREADS * each; i++) {
                subscriber.assertValueAt(i, Message.text("message " + i));
            }
        }
    }

    @Test
    void closingAndCancellingAtOnceEndsOnce() throws Exception {
        try (TestServer server = TestServer.idle(TestServer.CALM)) {
            for (int round = 0; round < 100; round++) {
                RawPeer peer = server.dial();
                Connection connection = server.accepted();
                TestSubscriber<Message> messages = connection.messages().test();
                TestObserver<CloseStatus> closed = connection.closed().test();
                int roundNumber = round;
                List<Future<?>> ends = atOnce(i -> {
                    switch (i) {
                        case 0 -> connection.close(CloseStatus.of(4000, ""));
                        case 1 -> connection.close(CloseStatus.of(4001, ""));
                        case 2 -> {
                            if (roundNumber % 2 == 0) {
                                connection.cancel();
                            } else {
                                messages.cancel();
                            }
                        }
                        default -> peer.send(Frame.close(4002, ""));
                    }
                });
                for (Future<?> end : ends) {
                    end.get(20, TimeUnit.SECONDS);
                }
                assertThat(Wait.closed(connection).code()).isIn(4000, 4001, 4002, 1006);
                peer.skipToEnd();
                Wait.untilAsserted(() -> closed.assertValueCount(1).assertComplete());
                if (roundNumber % 2 == 0) {
                    assertThat(messages.await(20, TimeUnit.SECONDS)).isTrue();
                }
                peer.close();
            }
        }
    }

    @Test
    void everySendEndsHoweverItMeetsTheClose() throws Exception {
        try (TestServer server = TestServer.idle(TestServer.CALM)) {
            for (int round = 0; round < 100; round++) {
                RawPeer peer = server.dial();
                Connection connection = server.accepted();
                List<TestObserver<Void>> sends = new ArrayList<>();
                List<Future<?>> ends = atOnce(i -> {
                    if (i == 0) {
                        connection.close();
                    } else {
                        for (int n = 0; n < 20; n++) {
                            TestObserver<Void> sending = connection
                                    .send(Message.text("message " + n))
                                    .test();
                            synchronized (sends) {
                                sends.add(sending);
                            }
                        }
                    }
                });
                for (Future<?> end : ends) {
                    end.get(20, TimeUnit.SECONDS);
                }
                peer.answerClose();
                Wait.closed(connection);
                for (TestObserver<Void> sending : sends) {
                    assertThat(sending.await(20, TimeUnit.SECONDS)).isTrue();
                }
                peer.close();
            }
        }
    }

    private List<Future<?>> atOnce(Runnable work) {
        return atOnce(i -> work.run());
    }

    private interface Work {
        void run(int thread) throws Exception;
    }

    private List<Future<?>> atOnce(Work work) {
        List<Future<?>> running = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int number = thread;
            running.add(threads.submit(() -> {
                start.await(20, TimeUnit.SECONDS);
                work.run(number);
                return null;
            }));
        }
        return running;
    }
}
