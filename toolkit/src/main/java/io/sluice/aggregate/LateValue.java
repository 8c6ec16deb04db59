package io.sluice.aggregate;

/**
 * A value that came after a window it belongs to was emitted, and is not counted there.
 *
 * @param eventTime of the value
 * @param watermark event time up to which windows were closed when it came
 * @param missed windows it is missing from, at least 1; sliding windows that were still open have it
 */
public record LateValue<T>(T value, long eventTime, long watermark, int missed) {}
