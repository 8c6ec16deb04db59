package io.sluice.cluster;

import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames over the clustered event bus: one address per node, whatever the number of topics, since each costs a registration
 * that all nodes learn of. What a node has for itself does not take the bus.
 *
 * <p>Frames go by a {@code sender}, never by {@code publish}: that one writes to broken connections, too. That a write
 * succeeded means nothing and that it failed is seen by the protocol, so its future is left alone.
 *
 * <p>Threading: the node's loop.
 */
final class EventBusDatagrams implements Datagrams {

    private static final String PREFIX = "sluice.node.";

    private final Vertx vertx;
    private final ClusterManager manager;
    private final String self;
    private final Map<String, MessageProducer<Buffer>> senders = new HashMap<>();
    private Consumer<byte[]> receiver = frame -> {};
    private @Nullable MessageConsumer<Buffer> consumer;
    private boolean closed;

    EventBusDatagrams(Vertx vertx, ClusterManager manager) {
        this.vertx = vertx;
        this.manager = manager;
        this.self = manager.getNodeId();
    }

    @Override
    public String self() {
        return self;
    }

    @Override
    public List<String> members() {
        List<String> members = new ArrayList<>(manager.getNodes());
        if (!members.contains(self)) {
            members.add(self);
        }
        senders.keySet().retainAll(members);
        return members;
    }

    @Override
    public Future<Void> open(Consumer<byte[]> to) {
        receiver = to;
        return register().completion();
    }

    private MessageConsumer<Buffer> register() {
        MessageConsumer<Buffer> registered = vertx.eventBus().consumer(PREFIX + self);
        registered.handler(message -> {
            Object body = message.body();
            if (body instanceof Buffer frame) {
                receiver.accept(frame.getBytes());
            }
        });
        consumer = registered;
        return registered;
    }

    @Override
    public void send(String node, byte[] frame) {
        if (node.equals(self)) {
            receiver.accept(frame);
        } else if (!closed) {
            MessageProducer<Buffer> sender =
                    senders.computeIfAbsent(node, to -> vertx.eventBus().sender(PREFIX + to));
            Future<Void> unused = sender.write(BufferInternal.buffer(Unpooled.wrappedBuffer(frame)));
        }
    }

    /**
     * Says again how this node is reached, and what it listens to: some cluster managers lose both when a split is over. The
     * earlier registration goes once the new one stands.
     */
    @Override
    public void refresh() {
        MessageConsumer<Buffer> former = consumer;
        if (closed || former == null) {
            return;
        }
        NodeInfo info = manager.getNodeInfo();
        if (info != null) {
            Promise<Void> set = Promise.promise();
            manager.setNodeInfo(info, set);
        }
        Future<Void> unused = register().completion().eventually(former::unregister);
    }

    @Override
    public Future<Void> close() {
        closed = true;
        MessageConsumer<Buffer> last = consumer;
        senders.clear();
        return last == null ? Future.succeededFuture() : last.unregister();
    }
}
