package io.sluice.cluster.jvm;

import java.util.ArrayList;
import java.util.List;

/**
 * A machine of its own for each node, as far as the network goes: namespaces that a bridge in one more connects. A cable can be
 * pulled, and neither end is told. Needs root and iproute2.
 */
final class Namespaces implements Network {

    private final String prefix = "sluice" + ProcessHandle.current().pid();
    private final List<String> made = new ArrayList<>();

    /** Whether this machine lets us. */
    static boolean arePossible() {
        String probe = "sluiceprobe" + ProcessHandle.current().pid();
        if (!Commands.works("ip", "netns", "add", probe)) {
            return false;
        }
        boolean bridges = Commands.works("ip", "-n", probe, "link", "add", "bridge", "type", "bridge");
        return Commands.works("ip", "netns", "del", probe) && bridges;
    }

    Namespaces(int count) {
        try {
            add(hub());
            ip(hub(), "link", "add", "bridge", "type", "bridge");
            ip(hub(), "link", "set", "bridge", "up");
            for (int i = 0; i < count; i++) {
                String name = name(i);
                add(name);
                ip(name, "link", "set", "lo", "up");
                ip(hub(), "link", "add", port(i), "type", "veth", "peer", "name", "eth0", "netns", name);
                ip(hub(), "link", "set", port(i), "master", "bridge", "up");
                ip(name, "addr", "add", host(i) + "/24", "dev", "eth0");
                ip(name, "link", "set", "eth0", "up");
            }
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    private void add(String name) {
        String unused = Commands.run("ip", "netns", "add", name);
        made.add(name);
    }

    private static void ip(String namespace, String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "-n", namespace));
        all.addAll(List.of(command));
        String unused = Commands.run(all.toArray(String[]::new));
    }

    private String hub() {
        return prefix + "hub";
    }

    private String name(int i) {
        return prefix + "n" + i;
    }

    private static String port(int i) {
        return "port" + i;
    }

    @Override
    public String host(int i) {
        return "10.213.0." + (i + 1);
    }

    @Override
    public List<String> prefix(int i) {
        return List.of("ip", "netns", "exec", name(i));
    }

    /** From now on nothing goes to node {@code i}, nor comes from it, and nobody is told. */
    void cut(int i) {
        // Taken out of the bridge and not down, which the other end of the pair would see as a cable that was pulled.
        ip(hub(), "link", "set", port(i), "nomaster");
    }

    void heal(int i) {
        ip(hub(), "link", "set", port(i), "master", "bridge");
    }

    /** Resets the connections between nodes {@code i} and {@code j}, but for those of the ports given. */
    void reset(int i, int j, int... sparedPorts) {
        StringBuilder filter = new StringBuilder("dst " + host(j));
        for (int port : sparedPorts) {
            filter.append(" and not ( sport = :" + port + " or dport = :" + port + " )");
        }
        String unused = Commands.run("ip", "netns", "exec", name(i), "ss", "-K", "-t", filter.toString());
    }

    @Override
    public void close() {
        made.forEach(name -> Commands.works("ip", "netns", "del", name));
        made.clear();
    }
}
