package io.sluice.cluster.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A node of the cluster as a process: takes orders from its standard input, a line of JSON each, and answers each with a line.
 * Ends with whoever started it, since its input ends then.
 */
final class NodeMain {

    private NodeMain() {}

    public static void main(String[] arguments) throws Exception {
        Logger noisy = Logger.getLogger("com.hazelcast");
        noisy.setLevel(Level.WARNING);
        PrintStream answers = System.out;
        System.setOut(System.err);
        try (Node node = Node.start(new JsonObject(arguments[0]));
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            answers.println(new JsonObject().put("node", node.id()).encode());
            for (String line = orders.readLine(); line != null; line = orders.readLine()) {
                answers.println(answer(node, new JsonObject(line)).encode());
                answers.flush();
            }
        } catch (Throwable failed) {
            failed.printStackTrace();
            answers.println(new JsonObject().put("refused", failed.toString()).encode());
        }
        Runtime.getRuntime().halt(0);
    }

    private static JsonObject answer(Node node, JsonObject order) {
        try {
            return node.obey(order);
        } catch (Exception failed) {
            failed.printStackTrace();
            return new JsonObject().put("refused", failed.toString());
        }
    }
}
