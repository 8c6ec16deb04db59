package io.sluice.feed;

import io.sluice.fanout.HubCounters;

/**
 * What a topic has done on this node so far; a snapshot.
 *
 * @param published entries that this node has published, and the broker has answered for
 * @param repeated entries that were sent again for want of an answer, and had been published
 * @param refused entries that the broker has not taken
 * @param unanswered entries that were published without asking for an answer
 * @param received values that have come from the broker
 * @param missing values that the broker has told this node that it will not get
 * @param resets new epochs seen
 * @param undecodable values that the codec has refused
 * @param unrecovered subscribers who were told that they do not begin where they asked to
 * @param subscribers there are now, those that wait for the topic to open included
 * @param historyBytes in this node's copy of the history
 * @param delivery sums of the accounts of all subscribers, in their {@linkplain io.sluice.fanout.Hub hubs}; one that goes
 *     through a gap or a reset leaves, and joins again. {@code offered = delivered + conflated + dropped + queued}
 */
public record TopicCounters(
        long published,
        long repeated,
        long refused,
        long unanswered,
        long received,
        long missing,
        long resets,
        long undecodable,
        long unrecovered,
        long subscribers,
        long historyBytes,
        HubCounters delivery) {}
