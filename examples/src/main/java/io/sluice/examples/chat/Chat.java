package io.sluice.examples.chat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.subjects.CompletableSubject;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.examples.ExampleServer;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.server.SluiceServer;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A chat room. A guest sends {@code {"name":"Ada"}}, then {@code {"say":"hello"}} as often as it likes. */
public final class Chat {

    private final Room room = new Room();

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
            Completable listen = named.andThen(connection.send(room.listen())); // too far behind: closed with 4008
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
            String here = room.enter(wanted);
            name = here;
            named.onComplete(); // and listens
            room.welcome(here);
            return Completable.complete();
        }

        private Completable say(@Nullable String words) {
            room.say(Objects.requireNonNull(name), words);
            return Completable.complete();
        }

        private void leave() {
            if (name != null) {
                room.leave(name);
            }
        }
    }
}
