package io.sluice.feed.wire;

import io.sluice.feed.Start;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants a topic.
 *
 * @param start where to begin, the first time; after a reconnect it goes on where it was
 * @param policy what the server does with values there is no demand for, or null for the topic's own
 * @param buffer values, or keys, that may wait there; at least 1. Default 256
 * @param rate most values per second; above 0, infinite for no limit
 */
public record FeedRequest(Start start, @Nullable FeedPolicy policy, int buffer, double rate) {

    public FeedRequest {
        Objects.requireNonNull(start, "start");
        if (buffer < 1 || !(rate > 0)) {
            throw new IllegalArgumentException("buffer and rate must be positive, not " + buffer + " and " + rate);
        }
    }

    /** From there, as the topic and the server have it. */
    public static FeedRequest from(Start start) {
        return new FeedRequest(start, null, FeedLimits.DEFAULT_BUFFER, Double.POSITIVE_INFINITY);
    }

    /** The same with a policy. */
    public FeedRequest withPolicy(FeedPolicy wanted) {
        return new FeedRequest(start, wanted, buffer, rate);
    }

    /** The same with another bound of what waits. */
    public FeedRequest withBuffer(int values) {
        return new FeedRequest(start, policy, values, rate);
    }

    /** The same at most so often. */
    public FeedRequest withRate(double perSecond) {
        return new FeedRequest(start, policy, buffer, perSecond);
    }
}
