package io.sluice.feed.wire;

/**
 * What a client has come by; a snapshot.
 *
 * @param connections that were welcomed
 * @param values received
 * @param merged values that another one stood for
 * @param dropped values that a gap told of
 * @param repeated values that came again after a reconnect, and were left out
 * @param recovered subscriptions that went on where they were
 * @param unrecovered subscriptions that could not
 * @param broken connections given up for what they brought, or did not bring
 */
public record FeedClientCounters(
        long connections,
        long values,
        long merged,
        long dropped,
        long repeated,
        long recovered,
        long unrecovered,
        long broken) {}
