package io.sluice.perf.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One node, which does as it is told, line by line, on its standard input, and ends with it. */
@Command(name = "cluster-node", description = "One node of the command cluster, which starts it.", hidden = true)
public final class ClusterNodeCommand implements Runnable {

    private static final Logger LOG = Logger.getLogger(ClusterNodeCommand.class.getName());

    @Option(names = "--cluster", required = true)
    private String cluster = "";

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--members", split = ",", required = true)
    private List<String> members = List.of();

    @Override
    public void run() {
        Logger hazelcast = Logger.getLogger("com.hazelcast");
        hazelcast.setLevel(Level.SEVERE);
        PrintStream answers = System.out;
        System.setOut(System.err);
        Node node = Node.start(cluster, port, members);
        answers.println(new JsonObject().put("node", node.id()).encode());
        try (BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                answers.println(node.obey(new JsonObject(line)).encode());
            }
        } catch (IOException | RuntimeException failed) {
            LOG.log(Level.SEVERE, "the node ends", failed);
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }
}
