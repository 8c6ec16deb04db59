package io.sluice.fanout;

/** Something a shard does between two values, at its place in their order. */
@FunctionalInterface
interface Order {

    void carryOut();
}
