package io.sluice.feed;

/**
 * What a {@link MemoryBroker} holds; a snapshot.
 *
 * @param topics there are now
 * @param subscriptions to them, of all nodes
 * @param historyBytes payloads and keys in the histories
 * @param refused requests for a topic too many
 */
public record MemoryCounters(long topics, long subscriptions, long historyBytes, long refused) {}
