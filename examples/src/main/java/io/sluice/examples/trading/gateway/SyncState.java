package io.sluice.examples.trading.gateway;

/** How far the gateway's book of a symbol may be trusted. */
public enum SyncState {
    /** There is no upstream: nothing comes. */
    DISCONNECTED("disconnected"),
    /** Updates are kept until a snapshot comes that they follow. */
    SYNCING("syncing"),
    /** The book is the exchange's. */
    LIVE("live");

    private final String wireName;

    SyncState(String wireName) {
        this.wireName = wireName;
    }

    /** The name on the wire: {@code live}. */
    public String wireName() {
        return wireName;
    }
}
