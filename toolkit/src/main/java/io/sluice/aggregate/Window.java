package io.sluice.aggregate;

/**
 * What a {@link WindowAggregate} made of the values of one window.
 *
 * @param start first event time within it, in the unit of the event times
 * @param end first event time after it
 * @param value the aggregate
 */
public record Window<R>(long start, long end, R value) {}
