package io.sluice.perf.serve;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.http.javadsl.model.ws.TextMessage;
import org.apache.pekko.http.javadsl.model.ws.WebSocket;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.BroadcastHub;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;

/** Pekko HTTP: a queue into a broadcast hub, of which each connection has its source. */
final class PekkoContender implements Contender {

    private static final int QUEUE = 4_096;
    private static final int HUB = 256;

    private final ActorSystem system = ActorSystem.create(
            "contender",
            ConfigFactory.parseString(
                            "pekko.loglevel = OFF, pekko.stdout-loglevel = OFF, pekko.http.server { max-connections = 20000, backlog = 1024, idle-timeout = infinite }")
                    .withFallback(ConfigFactory.load()));
    private final AtomicInteger members = new AtomicInteger();
    private @Nullable BoundedSourceQueue<Message> queue;

    @Override
    public int listen(Setup setup) throws Exception {
        Pair<BoundedSourceQueue<Message>, Source<Message, NotUsed>> hub = Source.<Message>queue(QUEUE)
                .toMat(BroadcastHub.of(Message.class, HUB), Keep.both())
                .run(system);
        queue = hub.first();
        Flow<Message, Message, NotUsed> fanout = Flow.fromSinkAndSourceCoupled(Sink.<Message>ignore(), hub.second())
                .watchTermination((unused, done) -> {
                    members.incrementAndGet();
                    done.whenComplete((end, failure) -> members.decrementAndGet());
                    return unused;
                });
        Flow<Message, Message, NotUsed> echo = Flow.create();
        ServerBinding binding = Http.get(system)
                .newServerAt("127.0.0.1", 0)
                .bindSync(request -> answer(request, fanout, echo))
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        return binding.localAddress().getPort();
    }

    private static HttpResponse answer(
            HttpRequest request, Flow<Message, Message, NotUsed> fanout, Flow<Message, Message, NotUsed> echo) {
        boolean echoes = request.getUri().path().equals(ECHO);
        return WebSocket.handleWebSocketRequestWith(request, echoes ? echo : fanout);
    }

    @Override
    public void publish(String[] texts) {
        if (queue != null) {
            for (String text : texts) {
                var unused = queue.offer(TextMessage.create(text));
            }
        }
    }

    @Override
    public int members() {
        return members.get();
    }
}
