package io.sluice.fanout;

/**
 * Values a member was meant to get and never will, by what became of them.
 *
 * @param overflow dropped by its policy because the bound was reached, or lost because its event loop was too busy
 * @param disconnected those waiting, and the one that came, when the member was cut off for falling too far behind
 * @param failed those waiting when a function of its policy failed, a request was wrong, or an
 *     {@linkplain Overflow#withEagerError eager error} overtook them; and the value the function failed on
 * @param left those waiting when the member cancelled, or its event loop ended
 */
public record Drops(long overflow, long disconnected, long failed, long left) {

    static final Drops NONE = new Drops(0, 0, 0, 0);

    /** All of them. */
    public long total() {
        return overflow + disconnected + failed + left;
    }
}
