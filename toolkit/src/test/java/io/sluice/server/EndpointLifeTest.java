package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.reactivex.rxjava3.subscribers.DefaultSubscriber;
import io.sluice.connection.Connection;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How an endpoint and its connection outlive each other. */
final class EndpointLifeTest {

    @Test
    void anyPublisherWillDoAndItsValuesAreIgnored() {
        try (Served served = Served.with(server -> server.at(
                        "/",
                        WebSocketEndpoint.ofPublisher(connection -> connection
                                .messages()
                                .take(2)
                                .concatMap(message -> connection.send(message).toFlowable()))));
                RawPeer peer = served.dial("/")) {
            peer.send(Frame.text("one"), Frame.text("two"), Frame.text("three"));
            assertThat(peer.read().text()).isEqualTo("one");
            assertThat(peer.read().text()).isEqualTo("two");
            assertThat(peer.answerClose().closeCode()).isEqualTo(CloseCode.NORMAL);
        }
    }

    @Test
    void aPublishersErrorClosesWithTheStatusThatFits() {
        try (Served served = Served.with(server -> server.at(
                        "/",
                        WebSocketEndpoint.ofPublisher(connection -> Flowable.just(1, 2)
                                .concatWith(Flowable.error(new CloseException(CloseStatus.of(4001, "no"), "no"))))));
                RawPeer peer = served.dial("/")) {
            assertThat(peer.answerClose().closeCode()).isEqualTo(4001);
        }
    }

    /** Takes one message at a time, and the next when the test says so. */
    private static final class SlowWorker extends DefaultSubscriber<Message> {

        final Queue<String> worked = new ConcurrentLinkedQueue<>();
        final CompletableSubject done = CompletableSubject.create();

        @Override
        protected void onStart() {}

        void next() {
            request(1);
        }

        @Override
        public void onNext(Message message) {
            worked.add(((TextMessage) message).text());
        }

        @Override
        public void onError(Throwable failure) {
            done.onError(failure);
        }

        @Override
        public void onComplete() {
            done.onComplete();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.NO_STATUS})
    void whatAPeerSentBeforeItClosedCleanlyIsWorkedOnToTheEnd(int code) {
        int messages = 50;
        SlowWorker worker = new SlowWorker();
        AtomicBoolean disposed = new AtomicBoolean();
        AtomicBoolean completed = new AtomicBoolean();
        try (TestServer server = TestServer.of(connection -> {
                    connection.messages().subscribe(worker);
                    return worker.done.doOnDispose(() -> disposed.set(true)).doOnComplete(() -> completed.set(true));
                });
                RawPeer peer = server.dial()) {
            List<String> sent =
                    IntStream.range(0, messages).mapToObj(i -> "message " + i).toList();
            sent.forEach(text -> peer.send(Frame.text(text)));
            peer.shakeHands(code == CloseCode.NO_STATUS ? Frame.emptyClose() : Frame.close(code, ""));
            assertThat(Wait.closed(server.accepted()).code()).isEqualTo(code);

            for (int i = 1; i <= messages; i++) {
                worker.next();
                int expected = i;
                Wait.until(() -> worker.worked.size() == expected);
            }
            Wait.until(completed::get);
            assertThat(worker.worked).containsExactlyElementsOf(sent);
            assertThat(disposed).isFalse();
        }
    }

    @Test
    void anEndpointThatDoesNotEndAfterACleanCloseIsDisposedAfterTheCloseTimeout() {
        Duration timeout = Duration.ofMillis(400);
        CompletableSubject disposed = CompletableSubject.create();
        try (TestServer server = TestServer.of(
                        TestServer.CALM.withCloseTimeout(timeout),
                        connection -> Completable.never().doOnDispose(disposed::onComplete));
                RawPeer peer = server.dial()) {
            peer.shakeHands(Frame.close(CloseCode.NORMAL, ""));
            Wait.closed(server.accepted());
            long closed = System.nanoTime();
            Wait.done(disposed);
            assertThat(Duration.ofNanos(System.nanoTime() - closed)).isGreaterThan(timeout.dividedBy(2));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fin", "reset", "close 4000", "protocol error"})
    void afterAnyOtherEndTheEndpointIsDisposedAtOnce(String end) {
        CompletableSubject disposed = CompletableSubject.create();
        PublishProcessor<Message> source = PublishProcessor.create();
        // Longer than this test waits: it must not be what ends the endpoint.
        try (TestServer server = TestServer.of(
                        TestServer.CALM.withCloseTimeout(Duration.ofMinutes(2)),
                        connection -> connection
                                .send(source)
                                .onErrorComplete()
                                .andThen(Completable.never())
                                .doOnDispose(disposed::onComplete));
                RawPeer peer = server.dial()) {
            Connection connection = server.accepted();
            switch (end) {
                case "fin" -> peer.fin();
                case "reset" -> peer.reset();
                case "close 4000" -> peer.shakeHands(Frame.close(4000, "enough"));
                default -> {
                    peer.send(Frame.of(0xB));
                    peer.skipToEnd();
                    peer.close();
                }
            }
            Wait.closed(connection);
            Wait.done(disposed);
        }
    }
}
