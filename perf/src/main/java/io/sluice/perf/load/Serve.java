package io.sluice.perf.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.disposables.Disposable;
import io.sluice.connection.Connection;
import io.sluice.connection.ConnectionOptions;
import io.sluice.fanout.Hub;
import io.sluice.fanout.MemberCounters;
import io.sluice.fanout.Overflow;
import io.sluice.message.Message;
import io.sluice.perf.Pace;
import io.sluice.server.ServerOptions;
import io.sluice.server.SluiceServer;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The server of the scenarios: one hub, which every connection joins with the policy of its path. It does as it is told, line
 * by line, on its standard input, answers each line with one of JSON, and ends with the input.
 */
@Command(
        name = "serve",
        description = {
            "Serves a hub at /disconnect, /latest and /conflate on the loopback, to lines of standard input:",
            "publish COUNT BYTES; pace PER_SECOND COUNT BYTES; heap; members."
        },
        mixinStandardHelpOptions = true)
public final class Serve implements Runnable {

    /** Messages a member at /disconnect may be behind. */
    static final int BOUND = 4_096;
    /** Keys at /conflate. */
    static final int KEYS = 100;

    /** What Vert.x takes for any free port, the same for all instances of a verticle. */
    private static final int ANY_SHARED = -1;

    /** How often members are looked at while messages are published. */
    private static final long LOOK_NANOS = 50_000_000;

    @Option(names = "--port", defaultValue = "0", description = "Default: any free one.")
    private int port;

    @Option(names = "--event-loops", description = "Default: one per core.")
    private int eventLoops = Runtime.getRuntime().availableProcessors();

    @Option(names = "--send-buffer", description = "SO_SNDBUF of the sockets in bytes, default: the system's.")
    private int sendBuffer = -1;

    @Option(names = "--patient", description = "Never cut a connection for not reading.")
    private boolean patient;

    private final Hub<Message> hub = Hub.create();
    private long published;

    @Override
    public void run() {
        Vertx vertx = Vertx.vertx();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
            listen(vertx);
            reply(new JsonObject().put("port", port));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                reply(answer(line.strip().split(" ", -1)));
            }
            // Its clients are gone with who gave the orders: to close each in good order would only take time.
            Runtime.getRuntime().halt(0);
        } catch (IOException gone) {
            System.err.println("no more orders: " + gone);
        } catch (Exception failed) {
            throw new IllegalStateException("cannot serve", failed);
        } finally {
            vertx.close();
        }
    }

    private static void reply(JsonObject reply) {
        System.out.println(reply.encode());
        System.out.flush();
    }

    /** As many instances as event loops, which share one port and the limits. */
    private void listen(Vertx vertx) throws Exception {
        ConnectionOptions connection = patient
                ? ConnectionOptions.DEFAULT.withWriteTimeout(Duration.ZERO).withHeartbeat(Duration.ZERO)
                : ConnectionOptions.DEFAULT;
        HttpServerOptions http = new HttpServerOptions().setAcceptBacklog(1_024);
        if (sendBuffer > 0) {
            http.setSendBufferSize(sendBuffer);
        }
        ServerOptions options = ServerOptions.create().withHttp(http).withConnection(connection);
        vertx.deployVerticle(() -> new Instance(options), new DeploymentOptions().setInstances(eventLoops))
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    private final class Instance extends AbstractVerticle {

        private final ServerOptions options;

        Instance(ServerOptions options) {
            this.options = options;
        }

        @Override
        public void start(Promise<Void> started) {
            SluiceServer server = SluiceServer.create(vertx, options)
                    .at("/disconnect", connection -> serve(connection, Overflow.disconnect(BOUND)))
                    .at("/latest", connection -> serve(connection, Overflow.latest()))
                    .at("/conflate", connection -> serve(connection, byKey()));
            Disposable unused = server.listen(port == 0 ? ANY_SHARED : port, "127.0.0.1")
                    .subscribe(
                            bound -> {
                                port = bound.port();
                                started.complete();
                            },
                            started::fail);
        }
    }

    private Completable serve(Connection connection, Overflow<Message> overflow) {
        return connection.send(hub.join(overflow));
    }

    private static Overflow<Message> byKey() {
        return Overflow.conflate(message -> Stamp.sequenceOf(message.bytes()) % KEYS, KEYS);
    }

    private JsonObject answer(String[] order) {
        return switch (order[0]) {
            case "publish" -> publish(Integer.parseInt(order[1]), Integer.parseInt(order[2]));
            case "pace" -> pace(Long.parseLong(order[1]), Long.parseLong(order[2]), Integer.parseInt(order[3]));
            case "heap" -> heap();
            case "members" -> members();
            default -> new JsonObject().put("unknown", order[0]);
        };
    }

    private JsonObject publish(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            hub.publish(new Stamp(published++, System.nanoTime()).message(bytes));
        }
        return new JsonObject().put("published", published);
    }

    /** Also tells how many messages waited for one member at most, by the path it joined at, as was seen from time to time. */
    private JsonObject pace(long perSecond, long count, int bytes) {
        Map<String, Long> most = new HashMap<>();
        long[] looked = {System.nanoTime()};
        Pace.run(perSecond, count, due -> {
            hub.publish(new Stamp(published++, due).message(bytes));
            if (due - looked[0] > LOOK_NANOS) {
                looked[0] = due;
                lookAtQueues(most);
            }
        });
        lookAtQueues(most);
        JsonObject mostQueued = new JsonObject();
        most.forEach(mostQueued::put);
        return members().put("published", published).put("mostQueued", mostQueued);
    }

    /** The name of a policy begins with what is its path here. */
    private void lookAtQueues(Map<String, Long> most) {
        for (MemberCounters member : hub.members()) {
            String path = member.policy().split(" ", 2)[0];
            most.merge(path, member.queued(), Math::max);
        }
    }

    /** What is left in the heap when all garbage is gone. */
    private static JsonObject heap() {
        System.gc();
        System.gc();
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new JsonObject().put("heap", used);
    }

    private JsonObject members() {
        long conflated = 0;
        long dropped = 0;
        int present = 0;
        for (MemberCounters member : hub.members()) {
            present++;
            conflated += member.conflated();
            dropped += member.dropped();
        }
        return new JsonObject()
                .put("members", present)
                .put("conflated", conflated)
                .put("dropped", dropped);
    }
}
