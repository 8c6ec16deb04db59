package io.sluice.perf.cluster;

import java.util.function.LongConsumer;

/** A way from one node to another. */
interface Way {

    /** Where a message says when it was due. */
    int DUE_AT = 8;

    /** Blocks until of every message that comes {@code reader} is told when it was due. */
    void receive(LongConsumer reader);

    /** Sends one, and does not wait. The bytes are not used again. */
    void send(byte[] message);
}
