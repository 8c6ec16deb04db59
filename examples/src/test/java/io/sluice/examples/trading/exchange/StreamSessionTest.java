package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.observers.TestObserver;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.subscribers.TestSubscriber;
import io.sluice.connection.Connection;
import io.sluice.fanout.Overflow;
import io.sluice.fanout.SlowConsumerException;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.vertx.core.Future;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;

/** What depends on a socket's state that no test can bring about for sure. */
class StreamSessionTest {

    private static final int ROOM = 3;

    private final PublishProcessor<Message> requests = PublishProcessor.create();
    private final TestSubscriber<Message> socket = TestSubscriber.create(ROOM);
    private final StreamBoard board = new StreamBoard(new SilentMarket());
    private final StreamSession session = new StreamSession(board, fullConnection(), false);

    /** A connection that takes a few messages and then is full: it asks for no more, and tells of nothing but an error. */
    private Connection fullConnection() {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("messages")) {
                        return requests;
                    }
                    assertThat(method.getName()).isEqualTo("send");
                    Flowable<Message> source =
                            Flowable.fromPublisher((Publisher<?>) arguments[0]).cast(Message.class);
                    return Completable.create(
                            emitter -> source.doOnError(emitter::onError).subscribe(socket));
                });
    }

    private TestObserver<Void> run(int mayWait) {
        return session.run(Set.of("ethusdt@trade"), Overflow.disconnect(mayWait))
                .test();
    }

    private static Frame frame(int number) {
        return Frame.verbatim("ethusdt@trade", "frame " + number);
    }

    @Test
    void aFullConnectionIsGivenUpAsSoonAsMoreWaitsThanMay() {
        TestObserver<Void> ended = run(5);
        for (int number = 1; number <= ROOM + 5; number++) {
            board.publish(frame(number));
        }
        ended.assertNotComplete().assertNoErrors();
        assertThat(board.sessions()).containsExactly(session);
        board.publish(frame(ROOM + 6));
        ended.assertError(SlowConsumerException.class);
        assertThat(board.sessions()).isEmpty();
    }

    @Test
    void whatWaitsIsSentInTheOrderItHappenedAcrossStreamsAndAnswers() {
        run(100);
        List<String> expected = new ArrayList<>();
        for (int number = 1; number <= ROOM + 2; number++) {
            board.publish(frame(number));
            expected.add("frame " + number);
        }
        requests.onNext(Message.text("{\"method\":\"SUBSCRIBE\",\"params\":[\"ethusdt@bookTicker\"],\"id\":1}"));
        expected.add("{\"result\":null,\"id\":1}");
        for (int number = 1; number <= 40; number++) {
            String stream = number % 3 == 0 ? "ethusdt@trade" : "ethusdt@bookTicker";
            board.publish(Frame.verbatim(stream, stream + number));
            expected.add(stream + number);
        }
        socket.assertValueCount(ROOM);
        socket.request(Long.MAX_VALUE);
        assertThat(socket.values())
                .extracting(message -> ((TextMessage) message).text())
                .isEqualTo(expected);
    }

    @Test
    void aClientThatGoesIsForgotten() {
        TestObserver<Void> ended = run(5);
        ended.dispose();
        assertThat(board.sessions()).isEmpty();
        board.publish(frame(1));
        socket.assertNoValues();
    }

    private static final class SilentMarket implements MarketSource {

        @Override
        public List<Instrument> instruments() {
            return List.of();
        }

        @Override
        public void start(Consumer<Frame> sink) {}

        @Override
        public Future<String> depth(String symbol, int limit) {
            return Future.failedFuture(RefusedException.unknownSymbol());
        }

        @Override
        public Future<?> close() {
            return Future.succeededFuture();
        }
    }
}
