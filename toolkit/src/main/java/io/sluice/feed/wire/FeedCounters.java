package io.sluice.feed.wire;

/**
 * What an endpoint has done; a snapshot.
 *
 * @param connections open now
 * @param subscriptions running now, those that wait for a decision included
 * @param requests messages of clients
 * @param delivered values sent
 * @param merged values that another one stood for
 * @param dropped values that a gap told of
 * @param snapshots sent
 * @param refused subscriptions that were refused, or ended by an error
 * @param failed connections that were closed by an error
 */
public record FeedCounters(
        long connections,
        long subscriptions,
        long requests,
        long delivered,
        long merged,
        long dropped,
        long snapshots,
        long refused,
        long failed) {}
