package io.sluice.cluster;

import io.sluice.feed.Retention;
import io.sluice.feed.TopicConfig;
import java.time.Duration;
import java.util.List;

/**
 * How a topic is named in frames: its name and, behind a character that no name has, how much of its past is to be kept, so
 * that whoever comes to own it knows. Two that differ only in that are the same topic.
 */
final class TopicKey {

    private static final char MARK = '?';

    private TopicKey() {}

    static String of(TopicConfig config) {
        Retention retention = config.retention();
        long age = millis(retention.age());
        return config.name() + MARK + retention.count() + ',' + retention.bytes() + ',' + age + ',' + config.maxKeys();
    }

    private static long millis(Duration age) {
        return age.compareTo(Duration.ofMillis(Long.MAX_VALUE)) < 0 ? age.toMillis() : Long.MAX_VALUE;
    }

    /** The name alone: what decides who owns the topic. */
    static String name(String key) {
        int mark = key.indexOf(MARK);
        return mark < 0 ? key : key.substring(0, mark);
    }

    /**
     * What {@link #of} was made of.
     *
     * @throws IllegalArgumentException if it was made of nothing
     */
    static TopicConfig config(String key) {
        int mark = key.indexOf(MARK);
        List<String> fields = List.of(key.substring(mark + 1).split(",", -1));
        if (mark < 0 || fields.size() != 4) {
            throw new IllegalArgumentException("no topic: " + key);
        }
        Retention retention = new Retention(
                Integer.parseInt(fields.get(0)),
                Long.parseLong(fields.get(1)),
                Duration.ofMillis(Long.parseLong(fields.get(2))));
        return new TopicConfig(name(key), retention, Integer.parseInt(fields.get(3)));
    }
}
