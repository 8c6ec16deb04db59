package io.sluice.perf.serve;

import io.sluice.connection.Compression;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.fanout.View;
import io.sluice.message.Message;
import io.sluice.message.TextMessage;
import io.sluice.server.ServerOptions;
import io.sluice.server.SluiceServer;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;

/** Sluice as its users write it: a hub which every connection joins, and an endpoint that sends back what it gets. */
final class SluiceContender implements Contender {

    private static final int BOUND = 4_096;
    private static final int KEYS = 100;

    private final Vertx vertx;
    private final Context context;
    private final Hub<String> hub = Hub.create();
    private final View<Message> messages = hub.map(Message::text);

    SluiceContender(Transport transport) {
        if (!transport.available()) {
            throw new IllegalStateException(
                    "there is no " + transport.name() + " here", transport.unavailabilityCause());
        }
        vertx = Vertx.builder().withTransport(transport).build();
        context = vertx.getOrCreateContext();
    }

    @Override
    public int listen(Setup setup) throws Exception {
        ConnectionOptions connection =
                ConnectionOptions.DEFAULT.withCompression(setup.compress() ? Compression.ON : Compression.OFF);
        ServerOptions options =
                ServerOptions.create().withHttp(VertxContender.options(setup)).withConnection(connection);
        return OnContext.call(context, () -> {
            SluiceServer server = SluiceServer.create(vertx, options)
                    .at(FANOUT, (Connection to) -> to.send(messages.join(overflow(setup.policy()))))
                    .at(ECHO, (Connection with) -> with.send(with.messages()));
            Promise<Integer> port = Promise.promise();
            var unused = server.listen(0, "127.0.0.1").subscribe(bound -> port.complete(bound.port()), port::fail);
            return port.future();
        });
    }

    private static Overflow<Message> overflow(Setup.Policy policy) {
        return switch (policy) {
            case ALL -> Overflow.disconnect(BOUND);
            case CONFLATE -> Overflow.conflate(message -> Payload.key(((TextMessage) message).text()), KEYS);
        };
    }

    @Override
    public void publish(String[] texts) {
        context.runOnContext(go -> {
            for (String text : texts) {
                hub.publish(text);
            }
        });
    }

    @Override
    public int members() {
        return messages.members().size();
    }
}
