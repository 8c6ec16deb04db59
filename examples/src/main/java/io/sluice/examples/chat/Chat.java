package io.sluice.examples.chat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.examples.ExampleServer;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.fanout.Replay;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.server.SluiceServer;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/** A chat room. A guest sends {@code {"name":"Ada"}}, then {@code {"say":"hello"}} as often as it likes. */
public final class Chat {

    private static final int MAX_NAME = 20;
    private static final int MAX_TEXT = 500;

    /** Some of the last lines for whoever comes in late; a guest may fall so many lines behind. */
    private final Hub<Message> room = Hub.create(Replay.last(20));

    private final Overflow<Message> mayWait = Overflow.disconnect(200);
    private final Set<String> present = new ConcurrentSkipListSet<>(String.CASE_INSENSITIVE_ORDER);

    public static void main(String[] arguments) {
        ExampleServer.main("chat", new Chat()::endpoints, arguments);
    }

    public void endpoints(Vertx vertx, SluiceServer server) {
        ConnectionOptions limits = ConnectionOptions.DEFAULT.withMaxMessageBytes(4_096);
        server.at("/chat", WebSocketEndpoint.of(this::visit).withOptions(limits));
    }

    private Completable visit(Connection connection) {
        return new Guest(connection).visit();
    }

    private static Message json(String key, Object value) {
        return Message.text(JsonObject.of(key, value).encode());
    }

    private void tell(JsonObject news) {
        room.publish(Message.text(news.encode())); // encoded once, however many guests there are
    }

    // snippet: guest
    /** One visit. Its messages come one at a time; what the room says goes out beside them, at the guest's own pace. */
    private final class Guest {

        private final Connection connection;
        private final CompletableSubject named = CompletableSubject.create();
        private @Nullable String name;

        Guest(Connection connection) {
            this.connection = connection;
        }

        Completable visit() {
            Completable talk = connection.messages().concatMapCompletable(this::take);
            Completable listen = named.andThen(connection.send(room.join(mayWait))); // too far behind: closed with 4008
            return Completable.ambArray(talk, listen).doFinally(this::leave);
        }

        private Completable take(Message message) {
            try {
                JsonObject said = new JsonObject(message instanceof TextMessage text ? text.text() : "binary");
                return name == null ? enter(said.getString("name", "")) : say(said.getString("say", ""));
            } catch (DecodeException | IllegalArgumentException wrong) {
                boolean explained = wrong.getClass() == IllegalArgumentException.class;
                String why = explained ? wrong.getMessage() : "expected JSON: {\"name\":\"...\"} or {\"say\":\"...\"}";
                return connection.send(json("error", String.valueOf(why))); // and the guest stays
            }
        }
        // end

        private Completable enter(@Nullable String wanted) {
            String tidy = line(wanted, "name", MAX_NAME);
            if (!present.add(tidy)) {
                throw new IllegalArgumentException(tidy + " is here already: choose another name");
            }
            name = tidy;
            named.onComplete();
            tell(JsonObject.of("joined", tidy, "present", List.copyOf(present)));
            return Completable.complete();
        }

        private Completable say(@Nullable String words) {
            tell(JsonObject.of("from", name, "say", line(words, "say", MAX_TEXT)));
            return Completable.complete();
        }

        private void leave() {
            if (name != null && present.remove(name)) {
                tell(JsonObject.of("left", name, "present", List.copyOf(present)));
            }
        }

        private static String line(@Nullable String text, String key, int most) {
            String line = text == null ? "" : text.strip(); // {"say":null} says nothing
            if (line.isEmpty() || line.length() > most) {
                throw new IllegalArgumentException("\"" + key + "\" takes 1 to " + most + " characters");
            }
            return line;
        }
    }
}
