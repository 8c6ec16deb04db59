package io.sluice.feed;

import java.util.Objects;

/** Where a subscription to a topic begins. */
public sealed interface Start {

    /** With the next value. */
    static Start now() {
        return Now.INSTANCE;
    }

    /**
     * With the value after {@code position}. If that is not in the history any more, the subscription begins as with {@link
     * #snapshot}, and says {@code recovered = false}.
     */
    static Start after(Position position) {
        return new After(position);
    }

    /**
     * With the state of the world, then all that comes after. Of a topic without a state: with the next value, and {@code
     * recovered = false}.
     */
    static Start snapshot() {
        return Snapshot.INSTANCE;
    }

    /**
     * With the oldest value there still is; then, when all of the history has been sent, the state of the world, if the topic
     * has one.
     */
    static Start oldest() {
        return Oldest.INSTANCE;
    }

    /** See {@link #now}. */
    enum Now implements Start {
        INSTANCE
    }

    /** See {@link #after}. */
    record After(Position position) implements Start {
        public After {
            Objects.requireNonNull(position, "position");
        }
    }

    /** See {@link #snapshot}. */
    enum Snapshot implements Start {
        INSTANCE
    }

    /** See {@link #oldest}. */
    enum Oldest implements Start {
        INSTANCE
    }
}
