package io.sluice.examples.trading.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client that knows nothing of Sluice: what any WebSocket library would see of the exchange. */
final class StreamClient {

    private static final long TIMEOUT_SECONDS = 20;

    private final WebSocket socket;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();

    private StreamClient(WebSocket socket) {
        this.socket = socket;
        socket.textMessageHandler(received::add);
        socket.resume();
    }

    static StreamClient connect(WebSocketClient client, int port, String uri) {
        WebSocketConnectOptions target =
                new WebSocketConnectOptions().setHost("localhost").setPort(port).setURI(uri);
        return new StreamClient(
                client.connect(target).onSuccess(WebSocket::pause).await());
    }

    WebSocket socket() {
        return socket;
    }

    void send(String text) {
        socket.writeTextMessage(text).await();
    }

    /** The next message. */
    String next() {
        return next(text -> true);
    }

    /** The next message of that kind; what comes before it is thrown away. */
    String next(Predicate<String> wanted) {
        return upTo(wanted).get(0);
    }

    /** The next message of that kind, and behind it, from last to first, those that came before it. */
    List<String> upTo(Predicate<String> wanted) {
        List<String> passed = new ArrayList<>();
        try {
            while (true) {
                String text = received.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                assertThat(text).as("a message, after %d others", passed.size()).isNotNull();
                passed.add(0, text);
                if (wanted.test(text)) {
                    return passed;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** The next message that is no data of a stream. */
    JsonObject nextAnswer() {
        return new JsonObject(next(text -> !text.contains("\"data\":") && !text.contains("\"s\":")));
    }

    JsonObject request(String json) {
        send(json);
        return nextAnswer();
    }
}
