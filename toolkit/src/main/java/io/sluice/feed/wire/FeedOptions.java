package io.sluice.feed.wire;

import java.time.Duration;
import java.util.Objects;

/**
 * How a server serves topics.
 *
 * @param node its name, which clients are told
 * @param authorizer default: everybody may read everything
 * @param limits of what a client may ask
 * @param heartbeat between heartbeats. Default 5 s
 */
public record FeedOptions(String node, FeedAuthorizer authorizer, FeedLimits limits, Duration heartbeat) {

    public FeedOptions {
        Objects.requireNonNull(node, "node");
        Objects.requireNonNull(authorizer, "authorizer");
        Objects.requireNonNull(limits, "limits");
        if (heartbeat.toMillis() < 1) {
            throw new IllegalArgumentException("heartbeat must be positive, not " + heartbeat);
        }
    }

    /** The defaults. */
    public static FeedOptions standard() {
        return new FeedOptions("node", FeedAuthorizer.everybody(), FeedLimits.standard(), Duration.ofSeconds(5));
    }

    /** The same under another name. */
    public FeedOptions withNode(String name) {
        return new FeedOptions(name, authorizer, limits, heartbeat);
    }

    /** The same with another decision on who may connect, and read what. */
    public FeedOptions withAuthorizer(FeedAuthorizer decision) {
        return new FeedOptions(node, decision, limits, heartbeat);
    }

    /** The same with other limits. */
    public FeedOptions withLimits(FeedLimits other) {
        return new FeedOptions(node, authorizer, other, heartbeat);
    }

    /** The same with another interval between heartbeats. */
    public FeedOptions withHeartbeat(Duration interval) {
        return new FeedOptions(node, authorizer, limits, interval);
    }
}
