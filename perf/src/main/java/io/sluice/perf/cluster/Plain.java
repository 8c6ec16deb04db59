package io.sluice.perf.cluster;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.LongConsumer;

/** {@code send} of the event bus, a message each. */
final class Plain implements Way {

    private static final String ADDRESS = "plain";

    private final Vertx vertx;

    Plain(Vertx vertx) {
        this.vertx = vertx;
    }

    @Override
    public void receive(LongConsumer reader) {
        MessageConsumer<Buffer> consumer = vertx.eventBus()
                .consumer(ADDRESS, message -> reader.accept(message.body().getLong(DUE_AT)));
        Waiting.on(consumer.completion());
    }

    @Override
    public void send(byte[] message) {
        vertx.eventBus().send(ADDRESS, Buffer.buffer(message));
    }
}
