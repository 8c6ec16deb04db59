package io.sluice.perf.cluster;

import io.sluice.convert.Codec;
import io.sluice.feed.Delivery;
import io.sluice.feed.Retention;
import io.sluice.feed.Start;
import io.sluice.feed.Topic;
import io.sluice.feed.TopicEvent;
import io.sluice.feed.TopicSpec;
import io.sluice.feed.Topics;
import io.sluice.feed.Update;
import io.sluice.message.BinaryMessage;
import io.sluice.message.Message;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** A topic across nodes, published to without an answer. */
final class TopicWay implements Way {

    /** So much that what a sender is ahead is not lost, but at most sent again. */
    static final int HISTORY = 16_384;

    private static final Codec<byte[]> BYTES = new Codec<>() {
        @Override
        public Message encode(byte[] bytes) {
            return BinaryMessage.ofShared(bytes);
        }

        @Override
        public byte[] decode(Message message) {
            return message.bytes();
        }
    };

    final Topic<byte[]> topic;
    private final CountDownLatch started = new CountDownLatch(1);
    private final AtomicLong missing = new AtomicLong();

    TopicWay(Topics topics, String name, boolean small) {
        Retention retention =
                small ? Retention.standard() : new Retention(HISTORY, HISTORY * 256L, Duration.ofMinutes(1));
        topic = topics.topic(TopicSpec.of(name, BYTES).withRetention(retention));
    }

    @Override
    public void receive(LongConsumer reader) {
        subscribe(reader);
        awaitStart();
    }

    /** Begins to receive; {@link #awaitStart} waits until it does. */
    void subscribe(LongConsumer reader) {
        var unused = topic.subscribe(Start.now(), Delivery.disconnect(HISTORY, HISTORY * 256L))
                .subscribe(event -> take(event, reader), Throwable::printStackTrace);
    }

    void awaitStart() {
        try {
            if (!started.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the subscription to " + topic.name() + " does not begin");
            }
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void take(TopicEvent<byte[]> event, LongConsumer reader) {
        if (event instanceof Update<byte[]> update) {
            reader.accept(ByteBuffer.wrap(update.value()).getLong(DUE_AT));
        } else if (event instanceof TopicEvent.Started<byte[]>) {
            started.countDown();
        } else if (event instanceof TopicEvent.Gap<byte[]> gap) {
            missing.addAndGet(gap.to() - gap.from() + 1);
        }
    }

    @Override
    public void send(byte[] message) {
        topic.publishUnanswered(message);
    }

    /** Messages the subscriber was told it will not get. */
    long missing() {
        return missing.get();
    }
}
