package io.sluice.examples.trading.gateway;

/**
 * What a {@link BookSynchronizer} has done since it was made. At any time
 * {@code received = delivered + duplicates + discarded + waiting}.
 *
 * @param received updates that came in
 * @param delivered updates passed on
 * @param duplicates updates not needed because the book, or a later update kept, holds them already
 * @param discarded updates given up while they waited: to the buffer's bound, to a gap or to a disconnection
 * @param waiting updates in the buffer now
 * @param buffered updates that have ever been in the buffer
 * @param gaps updates that did not follow the one before
 * @param resyncs snapshots that replaced a book there was before
 * @param staleSnapshots snapshots too old for the updates there were, and asked for again
 */
public record SyncCounters(
        long received,
        long delivered,
        long duplicates,
        long discarded,
        long waiting,
        long buffered,
        long gaps,
        long resyncs,
        long staleSnapshots) {}
