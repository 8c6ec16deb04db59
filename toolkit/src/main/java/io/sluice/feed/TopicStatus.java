package io.sluice.feed;

/**
 * How a topic fares on this node.
 *
 * @param detail for people: a cause, or who sends the topic; may be empty
 */
public record TopicStatus(State state, String detail) {

    /** Where it stands. */
    public enum State {
        /** Nobody on this node has subscribed, or not for a while. */
        IDLE,
        /** Subscribed at the broker, and waiting for what there is. */
        OPENING,
        /** What is published comes. */
        LIVE,
        /** Nothing has been heard for a while of whoever sends the topic. */
        SUSPECT,
        /** Whoever sent the topic is gone; the broker looks for another. */
        LOST,
        /** The broker was closed. */
        ENDED
    }

    static TopicStatus of(State state) {
        return new TopicStatus(state, "");
    }

    static TopicStatus of(BrokerSignal signal) {
        if (signal instanceof BrokerSignal.Suspect suspect) {
            return new TopicStatus(State.SUSPECT, suspect.cause());
        }
        if (signal instanceof BrokerSignal.Lost lost) {
            return new TopicStatus(State.LOST, lost.cause());
        }
        return new TopicStatus(
                State.LIVE, signal instanceof BrokerSignal.OwnerMoved moved ? "sent by " + moved.owner() : "");
    }
}
