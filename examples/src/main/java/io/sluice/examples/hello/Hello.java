package io.sluice.examples.hello;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.examples.ExampleServer;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.server.SluiceServer;
import io.vertx.core.Vertx;

/** The client says its name; the server greets it and closes, with a code and a reason. */
public final class Hello {

    private static final int MAX_NAME = 30;

    private Hello() {}

    public static void main(String[] arguments) {
        ExampleServer.main("hello", Hello::endpoints, arguments);
    }

    public static void endpoints(Vertx vertx, SluiceServer server) {
        server.at("/hello", Hello::greet);
    }

    // snippet: greet
    /** An endpoint is a function of the connection: when what it returns completes, the connection is closed. */
    private static Completable greet(Connection connection) {
        return connection
                .messages()
                .firstElement()
                .map(Hello::name)
                .flatMapCompletable(name -> connection
                        .send(Message.text("Hello, " + name + "!"))
                        .andThen(Completable.defer(
                                () -> connection.close(CloseStatus.of(CloseCode.NORMAL, "Goodbye, " + name)))));
    }

    /** A {@link CloseException} says what the connection is closed with. */
    private static String name(Message message) {
        if (message instanceof TextMessage text) {
            String name = text.text().strip();
            if (!name.isEmpty() && name.length() <= MAX_NAME) {
                return name;
            }
        }
        String wanted = "a name is text of 1 to " + MAX_NAME + " characters";
        throw new CloseException(CloseStatus.of(CloseCode.POLICY_VIOLATION, wanted), wanted);
    }
    // end
}
