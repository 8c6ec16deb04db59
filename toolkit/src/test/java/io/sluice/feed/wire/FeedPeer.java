package io.sluice.feed.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.sluice.connection.Connection;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.wire.Wait;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client that says what a test has it say, with a reader of messages that is not the one under test. */
final class FeedPeer implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final ObjectMapper TEXT = new ObjectMapper();
    private static final ObjectMapper BINARY = new CBORMapper();

    private final Connection connection;
    private final Form form;
    private final BlockingQueue<Message> received = new LinkedBlockingQueue<>();

    FeedPeer(Connection connection, Form form) {
        this.connection = connection;
        this.form = form;
        var unused = connection.messages().subscribe(received::add, gone -> {});
    }

    /** The fields of {@code pairs}: names and values in turn. */
    static Map<String, Object> fields(Object... pairs) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return fields;
    }

    void send(String type, Object... pairs) {
        Map<String, Object> fields = fields("type", type);
        fields.putAll(fields(pairs));
        try {
            sendRaw(
                    form == Form.JSON
                            ? Message.text(TEXT.writeValueAsString(fields))
                            : Message.binary(Buffer.buffer(BINARY.writeValueAsBytes(fields))));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    void sendRaw(Message message) {
        Wait.done(connection.send(message).onErrorComplete());
    }

    /** Says hello, and waits for the welcome. */
    Map<String, Object> hello(Object... pairs) {
        send("hello", pairs);
        return expect("welcome");
    }

    /** The next message, whatever it is but a heartbeat. */
    Map<String, Object> next() {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            Map<String, Object> fields = read(poll(end));
            if (!"heartbeat".equals(fields.get("type"))) {
                return fields;
            }
        }
    }

    /** The next heartbeat, before which nothing else comes. */
    Map<String, Object> heartbeat() {
        Map<String, Object> fields = read(poll(System.nanoTime() + LONGEST.toNanos()));
        assertThat(fields).containsEntry("type", "heartbeat");
        return fields;
    }

    private Message poll(long end) {
        try {
            Message message = received.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
            return Objects.requireNonNull(message, "nothing came");
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private Map<String, Object> read(Message message) {
        assertThat(message instanceof TextMessage).isEqualTo(form == Form.JSON);
        try {
            return (form == Form.JSON ? TEXT : BINARY).readValue(message.bytes(), new TypeReference<>() {});
        } catch (IOException malformed) {
            throw new UncheckedIOException(message.toString(), malformed);
        }
    }

    /** The next message, which is of {@code type}. */
    Map<String, Object> expect(String type) {
        Map<String, Object> fields = next();
        assertThat(fields).containsEntry("type", type);
        return fields;
    }

    /** The next message, an error with {@code code}. */
    Map<String, Object> expectError(FeedErrorCode code) {
        Map<String, Object> fields = expect("error");
        assertThat(fields).containsEntry("code", code.code());
        assertThat((String) fields.get("message")).isNotEmpty();
        return fields;
    }

    /** Answers a ping: so nothing that was asked for before is on its way any more, unless it waits for credit. */
    void settle() {
        send("ping", "n", 77);
        assertThat(expect("pong")).containsEntry("n", 77);
    }

    CloseStatus closed() {
        return Wait.closed(connection);
    }

    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        connection.cancel();
    }
}
