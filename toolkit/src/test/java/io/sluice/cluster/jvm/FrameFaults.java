package io.sluice.cluster.jvm;

import io.sluice.cluster.NodeInsight;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryContext;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Loses and doubles frames that this node sends, chosen by the parts in them. Any thread. */
final class FrameFaults {

    /** Marks what was sent a second time, so that it is not doubled again. */
    private static final String AGAIN = "again";

    private final Vertx vertx;
    private final Random random = new Random(42);
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong doubled = new AtomicLong();
    private volatile Set<Integer> types = Set.of();
    private volatile int losePercent;
    private volatile int doublePercent;

    FrameFaults(Vertx vertx) {
        this.vertx = vertx;
        vertx.eventBus().addOutboundInterceptor(this::pass);
    }

    /** From now on; without types nothing happens any more. Tells what has happened so far. */
    JsonObject set(JsonObject order) {
        types = order.getJsonArray("types").stream().map(Integer.class::cast).collect(Collectors.toSet());
        losePercent = order.getInteger("lose", 0);
        doublePercent = order.getInteger("double", 0);
        return new JsonObject().put("lost", lost.get()).put("doubled", doubled.get());
    }

    private void pass(DeliveryContext<Object> delivery) {
        if (types.isEmpty()
                || delivery.message().headers().contains(AGAIN)
                || !(delivery.body() instanceof Buffer frame)
                || NodeInsight.partTypes(frame).stream().noneMatch(types::contains)) {
            delivery.next();
            return;
        }
        int dice = random.nextInt(100);
        if (dice < losePercent) {
            lost.incrementAndGet();
            return;
        }
        if (dice < losePercent + doublePercent) {
            doubled.incrementAndGet();
            String address = delivery.message().address();
            vertx.eventBus().send(address, frame.copy(), new DeliveryOptions().addHeader(AGAIN, "1"));
        }
        delivery.next();
    }
}
