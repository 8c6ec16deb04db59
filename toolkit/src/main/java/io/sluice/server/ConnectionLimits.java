package io.sluice.server;

/**
 * How many connections may be open, or in their handshake, at once. A {@link ConnectionQuota} counts them.
 *
 * @param total in all; further handshakes are refused with 503 and {@code Retry-After}. Default 50,000: at some 10 KB each
 *     of an idle one half a gigabyte
 * @param perAddress from one remote address, an IPv6 network of 64 bits counting as one; further handshakes are refused with
 *     429 and {@code Retry-After}. Default 1,000: ample for the users behind one address translator, and what they can make
 *     wait stays within 256 MiB. Raise it to {@code total} behind a proxy whose forwarded headers are not trusted, since all
 *     connections then come from it
 */
public record ConnectionLimits(int total, int perAddress) {

    /** The defaults. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(50_000, 1_000);

    public ConnectionLimits {
        if (total < 1 || perAddress < 1) {
            throw new IllegalArgumentException(
                    "limits of connections must be positive, not " + total + " and " + perAddress);
        }
    }

    /** The same with another limit in all. */
    public ConnectionLimits withTotal(int connections) {
        return new ConnectionLimits(connections, perAddress);
    }

    /** The same with another limit per remote address. */
    public ConnectionLimits withPerAddress(int connections) {
        return new ConnectionLimits(total, connections);
    }
}
