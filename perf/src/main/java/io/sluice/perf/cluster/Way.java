package io.sluice.perf.cluster;

import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;

/** A way from one node to another. */
interface Way {

    /** Blocks until every message that comes is given to {@code reader}. */
    void receive(Consumer<Buffer> reader);

    /** Sends one, and does not wait. */
    void send(Buffer message);
}
