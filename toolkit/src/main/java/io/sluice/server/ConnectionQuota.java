package io.sluice.server;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts connections against {@link ConnectionLimits}. One quota may be shared by any number of endpoints and servers, such as
 * the instances of a verticle, which then keep the limits together.
 *
 * <p>Invariant: a place is taken for each handshake that was let through, from then until its TCP connection is closed or the
 * handshake refused, and given back once.
 *
 * <p>Threading: any thread.
 */
public final class ConnectionQuota {

    enum Verdict {
        TAKEN,
        FULL,
        ADDRESS_FULL
    }

    private final ConnectionLimits limits;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<String, Integer> byAddress = new ConcurrentHashMap<>();

    private ConnectionQuota(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** A quota of its own, with nothing counted yet. */
    public static ConnectionQuota of(ConnectionLimits limits) {
        return new ConnectionQuota(Objects.requireNonNull(limits, "limits"));
    }

    public ConnectionLimits limits() {
        return limits;
    }

    /** Connections open or in their handshake. */
    public int connections() {
        return total.get();
    }

    /** Takes a place for a connection from {@code address}, to be {@linkplain #giveBack given back} if it was taken. */
    Verdict take(SocketAddress address) {
        if (total.incrementAndGet() > limits.total()) {
            total.decrementAndGet();
            return Verdict.FULL;
        }
        // A count above the limit stands for "no place", and is put right below.
        int count = byAddress.merge(key(address), 1, Integer::sum);
        if (count > limits.perAddress()) {
            giveBack(address);
            return Verdict.ADDRESS_FULL;
        }
        return Verdict.TAKEN;
    }

    void giveBack(SocketAddress address) {
        byAddress.computeIfPresent(key(address), (key, count) -> count == 1 ? null : count - 1);
        total.decrementAndGet();
    }

    /** Who counts as one: a host, or for IPv6, where each host has addresses without number, its network. */
    private static String key(SocketAddress address) {
        String host = address.hostAddress() != null ? address.hostAddress() : address.host();
        if (host == null) {
            return String.valueOf(address.path());
        }
        InetAddress parsed = parse(host);
        return parsed instanceof Inet6Address
                ? HexFormat.of().formatHex(Arrays.copyOf(parsed.getAddress(), 8))
                : parsed == null ? host : parsed.getHostAddress();
    }

    /** IPv4 written as IPv6, as proxies that serve both may have it, is IPv4. */
    private static @Nullable InetAddress parse(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException ofAnotherLength) {
            return null;
        }
    }
}
