package io.sluice.feed.wire;

/** Where a subscription's events come from. Threading: at the connection's place. */
interface FeedSource {

    /** Subscribes; what comes goes to {@code subscription}, at {@code place}. */
    void start(ServedSubscription subscription, Place place);

    void request(long n);

    void cancel();
}
