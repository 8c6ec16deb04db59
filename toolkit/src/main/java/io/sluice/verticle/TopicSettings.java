package io.sluice.verticle;

import io.sluice.convert.Codec;
import io.sluice.feed.Delivery;
import io.sluice.feed.Retention;
import io.sluice.feed.Start;
import io.sluice.feed.TopicConfig;
import io.sluice.feed.TopicSpec;
import io.sluice.feed.wire.FeedTopic;
import io.sluice.message.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A topic as a configuration names it. Its messages are passed on as they are.
 *
 * @param spec what it is
 * @param publish whether clients may publish to it
 * @param from where a client begins
 * @param feed how clients of {@code /feed} get it
 * @param delivery what happens to messages that a client does not read
 */
record TopicSettings(
        TopicSpec<Message> spec, boolean publish, Start from, Delivery<Message> delivery, FeedTopic<Message> feed) {

    /** What a client gets first. */
    enum From {
        NOW,
        OLDEST
    }

    /** What happens to what a client does not read; the default ends its connection, since a plain socket cannot tell of a gap. */
    enum Deliver {
        DISCONNECT,
        LATEST,
        DROP_OLDEST,
        DROP_NEWEST
    }

    /** Two specs are the same topic only if they have the same codec. */
    private static final Codec<Message> AS_IT_IS = new Codec<>() {
        @Override
        public Message encode(Message value) {
            return value;
        }

        @Override
        public Message decode(Message message) {
            return message;
        }
    };

    private static final int WAITING = 1_024;
    private static final long WAITING_BYTES = 1 << 20;

    /** The topic of these messages. */
    static TopicSpec<Message> spec(String name, Retention retention) {
        return TopicSpec.of(name, AS_IT_IS).withRetention(retention);
    }

    /** All topics below {@code topics}. */
    static Map<String, TopicSettings> readAll(Section root) {
        Map<String, TopicSettings> topics = new LinkedHashMap<>();
        root.named("topics").forEach((name, section) -> topics.put(name, read(name, section)));
        return topics;
    }

    private static TopicSettings read(String name, Section section) {
        try {
            TopicConfig unused = new TopicConfig(name, Retention.none(), 0);
        } catch (IllegalArgumentException wrong) {
            throw new ConfigException("topics." + name + " cannot be the name of a topic: " + wrong.getMessage());
        }
        int waiting = section.wholeNumber("waiting", WAITING, 1, 1_000_000);
        long bytes = section.bytes("waitingBytes", WAITING_BYTES, 1, 1L << 30);
        TopicSpec<Message> spec = spec(name, retention(section.section("history")));
        boolean publish = section.flag("publish", false);
        boolean json = section.flag("json", false);
        if (json && publish) {
            throw section.error(
                    "json", "must be false where clients publish, since nobody checks what they say is JSON");
        }
        FeedTopic<Message> feed = FeedTopic.of(spec);
        TopicSettings settings = new TopicSettings(
                spec,
                publish,
                section.choice("from", From.NOW, From.class) == From.NOW ? Start.now() : Start.oldest(),
                delivery(section.choice("deliver", Deliver.DISCONNECT, Deliver.class), waiting, bytes),
                json ? feed.asJson() : feed);
        section.end();
        return settings;
    }

    static Retention retention(Section section) {
        Retention standard = Retention.standard();
        Retention retention = new Retention(
                section.wholeNumber("count", standard.count(), 0, 1_000_000),
                section.bytes("bytes", standard.bytes(), 0, 1L << 30),
                section.duration("age", standard.age(), Duration.ZERO, Duration.ofDays(1)));
        section.end();
        return retention;
    }

    private static Delivery<Message> delivery(Deliver deliver, int waiting, long bytes) {
        return switch (deliver) {
            case DISCONNECT -> Delivery.disconnect(waiting, bytes);
            case LATEST -> Delivery.latest();
            case DROP_OLDEST -> Delivery.dropOldest(waiting, bytes);
            case DROP_NEWEST -> Delivery.dropNewest(waiting, bytes);
        };
    }
}
