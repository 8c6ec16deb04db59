package io.sluice.feed.wire;

import io.sluice.convert.Codec;
import io.sluice.feed.Delivery;
import io.sluice.feed.TopicConfig;
import io.sluice.feed.TopicSpec;
import io.sluice.message.Message;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A topic as clients get it.
 *
 * <p>Threading: immutable.
 *
 * @param <T> type of the topic's values
 */
public final class FeedTopic<T> {

    /** For topics whose values nobody here looks at. */
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

    /** Only asked for the key of what is published, which nothing is this way. */
    private enum NoKey implements Function<Message, @Nullable String> {
        INSTANCE;

        @Override
        public @Nullable String apply(Message message) {
            return null;
        }
    }

    private static final Duration LINGER = Duration.ofSeconds(5);

    private final TopicSpec<T> spec;
    private final boolean json;
    private final Set<FeedPolicy> policies;
    private final FeedPolicy standard;
    private final @Nullable BinaryOperator<T> merge;

    private FeedTopic(
            TopicSpec<T> spec,
            boolean json,
            Set<FeedPolicy> policies,
            FeedPolicy standard,
            @Nullable BinaryOperator<T> merge) {
        this.spec = Objects.requireNonNull(spec, "spec");
        this.json = json;
        this.policies = Set.copyOf(policies);
        this.standard = standard;
        this.merge = merge;
    }

    /** A topic that offers all policies; {@link FeedPolicy#BACKPRESSURE} unless a client asks for another. */
    public static <T> FeedTopic<T> of(TopicSpec<T> spec) {
        return new FeedTopic<>(spec, false, EnumSet.allOf(FeedPolicy.class), FeedPolicy.BACKPRESSURE, null);
    }

    /** {@link #of(TopicSpec)} of payloads that nobody looks at on this node. */
    public static FeedTopic<Message> of(TopicConfig config) {
        return of(new TopicSpec<>(config, AS_IT_IS, config.isStateful() ? NoKey.INSTANCE : null, LINGER));
    }

    /**
     * The same whose texts are JSON, and are embedded as that. They are not checked: what the codec, or whoever publishes,
     * passes for JSON has to be it.
     */
    public FeedTopic<T> asJson() {
        return new FeedTopic<>(spec, true, policies, standard, merge);
    }

    /**
     * The same that offers these policies alone, the first unless a client asks for another. Trades must not be conflated;
     * quotes had better be.
     */
    public FeedTopic<T> offering(FeedPolicy first, FeedPolicy... others) {
        return new FeedTopic<>(spec, json, EnumSet.of(first, others), first, merge);
    }

    /**
     * The same that merges values of a key that {@link FeedPolicy#CONFLATE} lets wait, rather than keep the last.
     *
     * @param function takes the waiting value and the new one to the one that waits from then on
     */
    public FeedTopic<T> merging(BinaryOperator<T> function) {
        return new FeedTopic<>(spec, json, policies, standard, Objects.requireNonNull(function, "function"));
    }

    TopicSpec<T> spec() {
        return spec;
    }

    boolean isJson() {
        return json;
    }

    Set<FeedPolicy> policies() {
        return policies;
    }

    FeedPolicy standard() {
        return standard;
    }

    @Nullable
    BinaryOperator<T> merge() {
        return merge;
    }

    /** What {@link FeedPolicy#CONFLATE} comes down to. */
    Delivery<T> conflating(int maxKeys) {
        BinaryOperator<T> function = merge;
        return function == null ? Delivery.conflate(maxKeys) : Delivery.conflate(function, maxKeys);
    }
}
