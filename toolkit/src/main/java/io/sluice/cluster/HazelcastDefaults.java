package io.sluice.cluster;

import com.hazelcast.config.ClasspathXmlConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import java.util.Collection;
import java.util.List;

/**
 * Settings of Hazelcast that topics across nodes need, for {@code new HazelcastClusterManager(config)}. The file {@value
 * #RESOURCE} in this jar has them, each with its reason; a configuration of one's own can import it.
 *
 * <p>Whoever names no configuration at all gets {@code cluster.xml} of this jar, which is {@link #loopback}: nodes of one
 * machine, found by nobody else. A {@code cluster.xml} of one's own must come first on the class path.
 *
 * <p>Needs {@code io.vertx:vertx-hazelcast}, which is an optional dependency.
 *
 * <p>Threading: any thread; every call makes a configuration of its own.
 */
public final class HazelcastDefaults {

    /** The settings but for the network, on the class path. */
    public static final String RESOURCE = "io/sluice/cluster/hazelcast.xml";

    private static final String LOOPBACK = "127.0.0.1";

    private HazelcastDefaults() {}

    /** For nodes that are all on this machine. */
    public static Config loopback() {
        return of(LOOPBACK, List.of(LOOPBACK));
    }

    /**
     * For nodes on several machines. Multicast stays off: whoever reaches it could join.
     *
     * @param host address of this node: the port is open there only, and the event bus listens there, too
     * @param members addresses of all nodes, or of some that are up whenever another starts; {@code host} or {@code
     *     host:port}. The first free port from 5701 on is taken
     */
    public static Config of(String host, Collection<String> members) {
        Config config =
                new ClasspathXmlConfig(HazelcastDefaults.class.getClassLoader(), RESOURCE, System.getProperties());
        NetworkConfig network = config.getNetworkConfig();
        network.getInterfaces().setEnabled(true).addInterface(host);
        JoinConfig join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(List.copyOf(members));
        return config;
    }
}
