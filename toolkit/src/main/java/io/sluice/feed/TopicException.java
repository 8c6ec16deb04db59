package io.sluice.feed;

/** A request for a topic was refused. */
public final class TopicException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** There are as many topics as there may be. */
        TOO_MANY_TOPICS,
        /** The position that was asked for is not in the history any more, or never was in this epoch. */
        NOT_IN_HISTORY,
        /** The publication was repeated so late that its position is not known any more. It was published. */
        LONG_PUBLISHED,
        /** The broker was closed. */
        CLOSED
    }

    private final Reason reason;

    public TopicException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
