package io.sluice.examples.echo;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.examples.ExampleServer;
import io.sluice.server.SluiceServer;
import io.sluice.server.WebSocketEndpoint;
import io.vertx.core.Vertx;

/** Sends back what it is sent: text as text, binary as binary, up to a size. */
public final class Echo {

    /** A larger message ends its connection with 1009. */
    static final int MAX_BYTES = 256 << 10;

    private Echo() {}

    public static void main(String[] arguments) {
        ExampleServer.main("echo", Echo::endpoints, arguments);
    }

    // snippet: echo
    public static void endpoints(Vertx vertx, SluiceServer server) {
        ConnectionOptions limits = ConnectionOptions.DEFAULT.withMaxMessageBytes(MAX_BYTES);
        server.at("/echo", WebSocketEndpoint.of(Echo::echo).withOptions(limits));
    }

    /** Messages are read as the socket takes their echoes: who does not read is, before long, not read either. */
    private static Completable echo(Connection connection) {
        return connection.send(connection.messages());
    }
    // end
}
