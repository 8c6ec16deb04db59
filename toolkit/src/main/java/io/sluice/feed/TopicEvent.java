package io.sluice.feed;

import java.util.List;

/**
 * What a subscriber of a {@link Topic} gets. The rule:
 *
 * <ul>
 *   <li>{@link Started} comes first, and only once.
 *   <li>Within an epoch no value comes twice, and each one published after {@code Started} is accounted for: it comes, or was
 *       conflated into one that comes and says so in its {@link Update#count}, or lies in a {@link Gap}, or before a {@link
 *       Snapshot} that comes after a {@code Gap} or {@link Reset}.
 *   <li>Offsets go up, except where {@link Delivery#conflate} keeps a place per key.
 * </ul>
 *
 * @param <T> type of the values
 */
public sealed interface TopicEvent<T>
        permits Update, TopicEvent.Started, TopicEvent.Snapshot, TopicEvent.Gap, TopicEvent.Reset {

    /**
     * The subscription stands.
     *
     * @param at it begins after this
     * @param recovered whether it begins where it was asked to. If not, what was missed comes next as a {@link Gap} or {@link
     *     Reset}, and then a {@link Snapshot} if the topic has a state
     */
    record Started<T>(Position at, boolean recovered) implements TopicEvent<T> {}

    /**
     * The state of the world; what was known of it before is void.
     *
     * @param at it contains every value up to this, and the next value comes after
     * @param values the last value of each key, in the order in which they were published
     */
    record Snapshot<T>(Position at, List<Update<T>> values) implements TopicEvent<T> {
        public Snapshot {
            values = List.copyOf(values);
        }
    }

    /**
     * Values that this subscriber will never get: its policy dropped them, or they were lost on their way to this node.
     *
     * @param from offset of the first that is missing
     * @param to offset of the last that is missing
     */
    record Gap<T>(long epoch, long from, long to) implements TopicEvent<T> {}

    /**
     * The topic began anew. What the old epoch had after {@code last}, if anything, is lost.
     *
     * @param last position that the subscriber had come to
     * @param base the next value comes after this; of the new epoch
     */
    record Reset<T>(Position last, Position base) implements TopicEvent<T> {}
}
