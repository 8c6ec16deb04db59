package io.sluice.cluster;

import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.subjects.SingleSubject;
import io.sluice.feed.Entry;
import io.sluice.feed.Position;
import io.sluice.feed.Publication;
import io.sluice.feed.Published;
import io.sluice.feed.TopicException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What this node publishes, on its way to the protocol, and the answers on their way back.
 *
 * <p>Memory: what waits for the loop takes at most {@value #MAX_QUEUED_BYTES} bytes; behind that the protocol has a window per
 * topic. What is beyond is refused, or dropped if nobody waits for an answer.
 *
 * <p>Threading: {@link #publish} and {@link #publishLoose} on any thread, all else on the loop.
 */
final class Publications {

    static final long MAX_QUEUED_BYTES = 16 << 20;

    /** What an object that waits takes beside its payload. */
    private static final long OVERHEAD = 128;

    private static final class Pending {
        final String key;
        final byte[] payload;
        final SingleSubject<Published> answer = SingleSubject.create();
        /** Whether this node itself has sent it again, as the first answer did not say where it is. */
        boolean again;

        Pending(String key, byte[] payload) {
            this.key = key;
            this.payload = payload;
        }
    }

    private final NodeLoop loop;
    private final ClusterNode node;
    private final AtomicLong queued = new AtomicLong();
    private final AtomicLong unsent = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Map<Long, Pending> pending = new HashMap<>();
    private long lastHandle;
    private boolean closed;

    Publications(NodeLoop loop, ClusterNode node) {
        this.loop = loop;
        this.node = node;
    }

    Single<Published> publish(String key, Publication publication) {
        byte[] payload = Envelope.of(publication);
        if (payload.length > Frame.MAX_PAYLOAD_BYTES) {
            return Single.error(new IllegalArgumentException("a message of " + payload.length
                    + " bytes is too large for a topic across nodes: at most " + Frame.MAX_PAYLOAD_BYTES));
        }
        long size = payload.length + OVERHEAD;
        if (!enter(size)) {
            refused.incrementAndGet();
            return Single.error(tooMany());
        }
        Pending mine = new Pending(key, payload);
        loop.execute(() -> {
            queued.addAndGet(-size);
            if (closed) {
                mine.answer.onError(closed());
            } else {
                send(mine);
            }
        });
        return mine.answer;
    }

    void publishLoose(String key, Entry entry) {
        byte[] payload = Envelope.of(entry);
        long size = payload.length + OVERHEAD;
        if (payload.length > Frame.MAX_PAYLOAD_BYTES || !enter(size)) {
            unsent.incrementAndGet();
            return;
        }
        loop.execute(() -> {
            queued.addAndGet(-size);
            if (closed || !node.publishLoose(loop.time(), key, payload)) {
                unsent.incrementAndGet();
            }
        });
    }

    private boolean enter(long size) {
        if (queued.addAndGet(size) <= MAX_QUEUED_BYTES) {
            return true;
        }
        queued.addAndGet(-size);
        return false;
    }

    private void send(Pending mine) {
        long handle = ++lastHandle;
        pending.put(handle, mine);
        node.publish(loop.time(), mine.key, handle, mine.payload);
    }

    /** What the protocol says of one. */
    void answered(long handle, PublishResult result) {
        Pending mine = pending.remove(handle);
        if (mine == null) {
            return;
        }
        boolean repeated = result.outcome() == PublishResult.Outcome.REPEATED;
        switch (result.outcome()) {
            case PUBLISHED, REPEATED -> {
                if (result.sequence() == 0) {
                    // It is there, but where got lost with an answer: the owner knows it by its producer.
                    mine.again = true;
                    send(mine);
                } else {
                    Position position = new Position(result.epoch(), result.sequence());
                    mine.answer.onSuccess(new Published(position, repeated && !mine.again));
                }
            }
            case FORGOTTEN ->
                mine.answer.onError(new TopicException(
                        TopicException.Reason.LONG_PUBLISHED, "it was published so long ago that nobody knows where"));
            case REFUSED -> {
                refused.incrementAndGet();
                mine.answer.onError(tooMany());
            }
            case UNKNOWN -> mine.answer.onError(new IOException("no answer: it may have been published or not"));
        }
    }

    private static RejectedExecutionException tooMany() {
        return new RejectedExecutionException("too many publications are on their way");
    }

    static TopicException closed() {
        return new TopicException(TopicException.Reason.CLOSED, "the broker was closed");
    }

    void close() {
        closed = true;
        List<Pending> left = new ArrayList<>(pending.values());
        pending.clear();
        left.forEach(one -> one.answer.onError(closed()));
    }

    int unanswered() {
        return pending.size();
    }

    long unsent() {
        return unsent.get();
    }

    long refused() {
        return refused.get();
    }
}
