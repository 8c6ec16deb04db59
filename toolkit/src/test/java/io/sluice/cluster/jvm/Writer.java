package io.sluice.cluster.jvm;

import io.sluice.feed.Topic;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Publishes at a pace, on a thread of its own: to topics in turn, answered for or not. */
final class Writer {

    private static final int UNANSWERED = 64;

    private final List<Topic<Stamp>> topics;
    private final int publisher;
    private final int count;
    private final long perSecond;
    private final int size;
    private final boolean answered;
    private final Semaphore waiting = new Semaphore(UNANSWERED);
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean done;

    Writer(List<Topic<Stamp>> topics, JsonObject order) {
        this.topics = topics;
        this.publisher = order.getInteger("publisher", 1);
        this.count = order.getInteger("count");
        this.perSecond = order.getLong("perSecond", 1_000L);
        this.size = order.getInteger("size", 128);
        this.answered = order.getBoolean("answered", true);
    }

    void start() {
        Thread thread = new Thread(this::run, "writer");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + i * 1_000_000_000L / perSecond;
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            publish(topics.get(i % topics.size()), new Stamp(publisher, i, size));
            published.incrementAndGet();
        }
        if (answered) {
            waiting.acquireUninterruptibly(UNANSWERED);
        }
        done = true;
    }

    private void publish(Topic<Stamp> topic, Stamp stamp) {
        if (!answered) {
            topic.publishUnanswered(stamp);
            return;
        }
        waiting.acquireUninterruptibly();
        var unused = topic.publish(stamp)
                .doFinally(waiting::release)
                .subscribe(position -> acknowledged.incrementAndGet(), failure -> failed.incrementAndGet());
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("published", published.get())
                .put("acknowledged", acknowledged.get())
                .put("failed", failed.get())
                .put("done", done);
    }
}
