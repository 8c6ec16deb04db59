package io.sluice.feed;

import java.util.List;

/**
 * What one subscription to a broker carries. The rule a broker keeps, and a subscriber may lean on:
 *
 * <ul>
 *   <li>{@link Opened} comes first, and only once.
 *   <li>Each {@link Data} has the epoch, and the offset that follows that, of what came before it: of the {@code Data}
 *       before, of {@link Opened#base}, of the end of a {@link Gap}, of {@link Reset#base}. So nothing is missing, doubled or
 *       out of order without a signal.
 *   <li>A {@link Snapshot} comes where it was announced, as soon as everything that was published before it has been sent:
 *       its position is the one that has been reached. It changes nothing about the offsets.
 *   <li>{@link Suspect}, {@link Trusted}, {@link Lost} and {@link OwnerMoved} can come anywhere after the first, say nothing
 *       about the data, and only the newest of them is kept for a subscriber without demand. After {@code Lost} the broker
 *       goes on trying: what comes next is a {@code Trusted}.
 * </ul>
 */
public sealed interface BrokerSignal {

    /**
     * The subscription stands.
     *
     * @param base the first {@link Data} comes after this
     * @param head offset of the last value there was at this moment, in the same epoch; at least that of {@code base}
     * @param recovered whether the subscription begins where it was asked to; if not, it begins with {@code base = head}
     * @param snapshot whether a {@link Snapshot} is to come
     */
    record Opened(Position base, long head, boolean recovered, boolean snapshot) implements BrokerSignal {}

    /** A value, at {@code position.offset()}. */
    record Data(Position position, Entry entry) implements BrokerSignal {}

    /**
     * The state of the world.
     *
     * @param at it contains every value up to this
     * @param values the last value of each key, in the order of their offsets; no deletions
     */
    record Snapshot(Position at, List<Data> values) implements BrokerSignal {
        public Snapshot {
            values = List.copyOf(values);
        }
    }

    /**
     * Values this subscription will never get: it was slower than the history is long, or they were lost on the way.
     *
     * @param from offset of the first that is missing
     * @param to offset of the last that is missing; the next {@link Data} has the one after
     * @param snapshot whether a {@link Snapshot} is to come
     */
    record Gap(long epoch, long from, long to, boolean snapshot) implements BrokerSignal {}

    /**
     * The topic begins anew. What there was in the old epoch after {@code last}, if anything, is lost.
     *
     * @param last position that had been reached
     * @param base the next {@link Data} comes after this; of the new epoch
     * @param head offset of the last value there was at this moment in the new epoch
     * @param snapshot whether a {@link Snapshot} is to come
     */
    record Reset(Position last, Position base, long head, boolean snapshot) implements BrokerSignal {}

    /** Nothing has been heard for a while of whoever sends this topic; the subscription waits. */
    record Suspect(String cause) implements BrokerSignal {}

    /** The suspicion, or the loss, is over. */
    record Trusted() implements BrokerSignal {}

    /** Whoever sent this topic is gone. */
    record Lost(String cause) implements BrokerSignal {}

    /** The topic is sent by somebody else now, named as the broker names its nodes. */
    record OwnerMoved(String owner) implements BrokerSignal {}
}
