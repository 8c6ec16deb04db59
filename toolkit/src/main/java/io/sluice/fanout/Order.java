package io.sluice.fanout;

/** Something a shard does between two values, at its place in their order. */
@FunctionalInterface
interface Order {

    void carryOut();

    /** The shard's thread is gone: gives back what was set aside for this. Under the hub's lock. */
    default void giveUp() {}
}
