package io.sluice.feed;

/**
 * The answer to a {@link Publication}.
 *
 * @param position where its entry is; the entry is at {@code position.offset()}
 * @param duplicate whether it had been published before, and was not again
 */
public record Published(Position position, boolean duplicate) {}
