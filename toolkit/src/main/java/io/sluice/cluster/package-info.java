/**
 * Streams across the nodes of a cluster: they carry demand, number what they carry, and turn every fault into a signal. {@link
 * io.sluice.cluster.ClusterBroker} carries topics over the event bus of a Vert.x cluster. The
 * protocol is a state machine that knows no clock, no thread and no network; the event bus below it is taken for a layer of
 * datagrams that may lose, double and re-order.
 */
@NullMarked
package io.sluice.cluster;

import org.jspecify.annotations.NullMarked;
