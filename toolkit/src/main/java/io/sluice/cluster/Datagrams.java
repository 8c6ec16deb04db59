package io.sluice.cluster;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Consumer;

/**
 * Carries frames between nodes, and tells who is there. Frames may get lost, come twice, late, or out of order: the protocol
 * above expects nothing else.
 *
 * <p>Threading: called by the node's loop only; what comes may be handed over on any thread. Nothing blocks.
 */
interface Datagrams {

    /** The name of this node. */
    String self();

    /** The nodes that are there, as far as is known. */
    List<String> members();

    /** From now on hands over what comes; completes when frames can come. */
    Future<Void> open(Consumer<byte[]> receiver);

    /** Sends a frame. A failure is a loss. */
    void send(String node, byte[] frame);

    /** Somebody came, or fell silent: sees to it that this node can be found. */
    void refresh();

    /** Nothing comes any more. */
    Future<Void> close();
}
