package io.sluice.verticle;

import io.sluice.feed.TopicSpec;
import io.sluice.message.Message;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a {@link FeedVerticle} is set up with, checked. */
record FeedConfig(BrokerSettings broker, Map<String, Feed> feeds) {

    /**
     * One topic.
     *
     * @param from what is listened to
     * @param linger how long it is after nobody wants the topic any more
     */
    record Feed(TopicSpec<Message> spec, String from, Duration linger) {}

    /** @throws ConfigException if something is wrong with it */
    static FeedConfig read(JsonObject json) {
        Section root = Section.root(json);
        Map<String, Feed> feeds = new LinkedHashMap<>();
        root.named("feeds").forEach((topic, section) -> feeds.put(topic, read(topic, section)));
        FeedConfig config = new FeedConfig(BrokerSettings.read(root.section("cluster")), feeds);
        root.end();
        if (feeds.isEmpty()) {
            throw new ConfigException(
                    "feeds is missing or empty; name each topic below it with the address it comes from");
        }
        return config;
    }

    private static Feed read(String topic, Section section) {
        Feed feed = new Feed(
                TopicSettings.spec(topic, TopicSettings.retention(section.section("history"))),
                address(section),
                section.duration("linger", Duration.ofSeconds(5), Duration.ZERO, Duration.ofHours(1)));
        section.end();
        return feed;
    }

    private static String address(Section section) {
        String from = section.requiredText("from");
        try {
            String scheme = URI.create(from).getScheme();
            if ("ws".equals(scheme) || "wss".equals(scheme)) {
                return from;
            }
        } catch (IllegalArgumentException noAddress) {
            // said below
        }
        throw section.error(
                "from", "must be an address of a WebSocket, such as wss://example.org/quotes, not \"" + from + '"');
    }
}
