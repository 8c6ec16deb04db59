package io.sluice.cluster.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sluice.cluster.NodeInsight;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Nodes as processes that are one cluster. What it has started it ends, whatever happens. */
final class NodeCluster implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Path LOGS = Path.of("target", "nodes");

    private final Network network;
    private final String cluster = "test-" + UUID.randomUUID();
    private final List<Integer> ports;
    private final List<NodeProcess> nodes = new ArrayList<>();
    private int restarts;

    /** Starts them all at once and blocks until they know each other. */
    NodeCluster(int count, Network network) {
        this.network = network;
        this.ports = freePorts(count);
        try {
            Files.createDirectories(LOGS);
            IntStream.range(0, count).forEach(i -> nodes.add(launch(i)));
            nodes.forEach(NodeProcess::awaitStart);
            awaitMembers();
        } catch (IOException failed) {
            close();
            throw new UncheckedIOException(failed);
        } catch (RuntimeException | AssertionError failed) {
            close();
            throw failed;
        }
    }

    private static List<Integer> freePorts(int count) {
        List<ServerSocket> held = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                held.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports = held.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : held) {
                socket.close();
            }
            return ports;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private NodeProcess launch(int i) {
        JsonArray members = new JsonArray();
        IntStream.range(0, ports.size()).forEach(other -> members.add(network.host(other) + ":" + ports.get(other)));
        JsonObject setup = new JsonObject()
                .put("host", network.host(i))
                .put("port", ports.get(i))
                .put("members", members)
                .put("cluster", cluster);
        String name = "n" + i;
        Path log = LOGS.resolve(cluster + "-" + name + ".log");
        return new NodeProcess(name, network.prefix(i), setup, log);
    }

    NodeProcess node(int i) {
        return nodes.get(i);
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    int size() {
        return nodes.size();
    }

    /** A new process in the place of one that was killed; blocks until it is a member. */
    NodeProcess restart(int i) {
        nodes.get(i).close();
        restarts++;
        NodeProcess fresh = launch(i);
        nodes.set(i, fresh);
        fresh.awaitStart();
        awaitMembers();
        return fresh;
    }

    /** What a test that failed has left: everybody is there, and not stopped. */
    void revive() {
        for (int i = 0; i < nodes.size(); i++) {
            if (nodes.get(i).isAlive()) {
                nodes.get(i).thaw();
            } else {
                NodeProcess unused = restart(i);
            }
        }
    }

    /** Where the cluster manager of node {@code i} listens; its connections are no part of what these tests disturb. */
    int port(int i) {
        return ports.get(i);
    }

    int restarts() {
        return restarts;
    }

    /** Blocks until every node that is alive sees every other, and nobody else. */
    void awaitMembers() {
        List<NodeProcess> alive = nodes.stream().filter(NodeProcess::isAlive).toList();
        Set<String> all = alive.stream().map(NodeProcess::id).collect(Collectors.toSet());
        eventually(
                "all are members",
                () -> alive.forEach(node -> assertThat(node.order("members").getJsonArray("members"))
                        .containsExactlyInAnyOrderElementsOf(new ArrayList<Object>(all))));
    }

    static void eventually(String what, Runnable assertion) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).untilAsserted(assertion::run);
    }

    /** The node that keeps {@code topic}. */
    NodeProcess ownerOf(String topic) {
        return nodes.get(ownerIndex(topic));
    }

    int ownerIndex(String topic) {
        String id = NodeInsight.owner(topic, nodes.stream().map(NodeProcess::id).toList());
        return IntStream.range(0, nodes.size())
                .filter(i -> nodes.get(i).id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** A topic that begins with {@code prefix} and is kept by node {@code i}. */
    String topicOf(String prefix, int i) {
        return IntStream.iterate(0, n -> n + 1)
                .mapToObj(n -> prefix + "-" + restarts + "-" + n)
                .filter(topic -> ownerIndex(topic) == i)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        for (NodeProcess node : nodes) {
            try {
                node.close();
            } catch (RuntimeException ignored) {
                // The others are to end, too.
            }
        }
        network.close();
    }
}
