package io.sluice.feed;

import io.sluice.convert.Codec;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a topic is. All nodes that use it have to say the same.
 *
 * @param config its name, and what is kept of it
 * @param codec its values as messages; one that a codec refuses to decode is told to subscribers as a {@link TopicEvent.Gap}
 * @param key of a value, for the state of the world; null if the topic has none, and may return null for a value that is no
 *     part of it
 * @param linger how long a node stays subscribed at the broker after its last subscriber has gone. Default 5 s: who reloads a
 *     page is back by then
 * @param <T> type of the values
 */
public record TopicSpec<T>(
        TopicConfig config, Codec<T> codec, @Nullable Function<? super T, @Nullable String> key, Duration linger) {

    public TopicSpec {
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(codec, "codec");
        if (linger.isNegative()) {
            throw new IllegalArgumentException("linger must not be negative, but is " + linger);
        }
        if (config.isStateful() != (key != null)) {
            throw new IllegalArgumentException(
                    "a topic with a state needs a key, and one without has none: " + config.name());
        }
    }

    /** Without a state, and with the default of everything else. */
    public static <T> TopicSpec<T> of(String name, Codec<T> codec) {
        return new TopicSpec<>(new TopicConfig(name, Retention.standard(), 0), codec, null, Duration.ofSeconds(5));
    }

    /** This, but so much of its past is kept. */
    public TopicSpec<T> withRetention(Retention retention) {
        return new TopicSpec<>(new TopicConfig(config.name(), retention, config.maxKeys()), codec, key, linger);
    }

    /**
     * This, with a state of the world.
     *
     * @param maxKeys at least 1
     */
    public TopicSpec<T> withState(Function<? super T, @Nullable String> keyOf, int maxKeys) {
        return new TopicSpec<>(new TopicConfig(config.name(), config.retention(), maxKeys), codec, keyOf, linger);
    }

    /** This, with another linger. */
    public TopicSpec<T> withLinger(Duration time) {
        return new TopicSpec<>(config, codec, key, time);
    }
}
