package io.sluice.client;

import java.time.Duration;

/**
 * Told before each pause of a reconnecting client.
 *
 * @param cause why there is no connection
 * @param failures failures in a row, this one included
 * @param pause how long until the next attempt
 */
public record Retry(Throwable cause, int failures, Duration pause) {}
