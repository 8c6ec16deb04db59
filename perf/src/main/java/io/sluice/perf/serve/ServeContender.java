package io.sluice.perf.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.management.ThreadMXBean;
import io.sluice.perf.Pace;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A contender in this process, which does as it is told on standard input and answers each line with one of JSON. */
@Command(
        name = "contender",
        description = {
            "Serves one of the servers to compare on the loopback, to lines of standard input:",
            "publish COUNT BYTES; pace PER_SECOND COUNT BYTES; members; heap; allocated."
        },
        mixinStandardHelpOptions = true)
public final class ServeContender implements Callable<Integer> {

    /** Of the PKCS #12 file for TLS, which holds nothing but what was made for the run. */
    public static final String KEY_STORE_PASSWORD = "measured";

    @Parameters(paramLabel = "SERVER", description = "One of ${COMPLETION-CANDIDATES}.")
    private ContenderName name = ContenderName.NETTY;

    @Option(names = "--tls", paramLabel = "KEYSTORE", description = "With TLS, and the key in this PKCS #12 file.")
    private @Nullable Path keyStore;

    @Option(names = "--compress", description = "Agree to permessage-deflate.")
    private boolean compress;

    @Option(names = "--policy", description = "Of receivers that are behind: ${COMPLETION-CANDIDATES}.")
    private Setup.Policy policy = Setup.Policy.ALL;

    private long published;

    @Override
    public Integer call() throws Exception {
        Logger.getLogger("").setLevel(Level.OFF); // some tell at length who came and who has gone
        Contender contender = name.make();
        int port = contender.listen(new Setup(keyStore, compress, policy));
        reply(new JsonObject().put("port", port));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                answer(contender, line.strip().split(" ", -1));
            }
        } catch (IOException gone) {
            System.err.println("no more orders: " + gone);
        }
        // Its clients are gone with who gave the orders: to close each in good order would only take time.
        Runtime.getRuntime().halt(0);
        return 0;
    }

    private static void reply(JsonObject reply) {
        System.out.println(reply.encode());
        System.out.flush();
    }

    private void answer(Contender contender, String[] order) {
        switch (order[0]) {
            // Not answered: what is published says itself that it was.
            case "publish" -> publish(contender, Integer.parseInt(order[1]), Integer.parseInt(order[2]));
            case "pace" -> {
                pace(contender, Long.parseLong(order[1]), Long.parseLong(order[2]), Integer.parseInt(order[3]));
                reply(new JsonObject().put("published", published));
            }
            case "members" -> reply(new JsonObject().put("members", contender.members()));
            case "heap" -> reply(new JsonObject().put("heap", heap()));
            case "allocated" -> reply(new JsonObject().put("allocated", allocated()));
            default -> reply(new JsonObject().put("unknown", order[0]));
        }
    }

    private void publish(Contender contender, int count, int bytes) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            texts[i] = Payload.text(published++, System.nanoTime(), bytes);
        }
        contender.publish(texts);
    }

    private void pace(Contender contender, long perSecond, long count, int bytes) {
        Pace.run(perSecond, count, due -> contender.publish(new String[] {Payload.text(published++, due, bytes)}));
    }

    /** What is left in the heap when all garbage is gone. */
    private static long heap() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** By all threads that live, since they began. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
