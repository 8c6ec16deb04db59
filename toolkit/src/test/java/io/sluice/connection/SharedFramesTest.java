package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.processors.UnicastProcessor;
import io.sluice.message.Message;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that share what a turn wrote still get each its own messages, in order, and nobody else's. */
final class SharedFramesTest {

    private static final int CONNECTIONS = 6;
    private static final int TURNS = 150;
    private static final int[] SIZES = {0, 1, 100, 126, 700, 5_000, ChannelTransport.BATCH_BYTES - 20, 40_000};

    private final TestServer server = TestServer.idle(TestServer.CALM);
    private final List<RawPeer> peers = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<UnicastProcessor<Message>> sources = new ArrayList<>();
    private final List<List<byte[]>> expected = new ArrayList<>();

    @AfterEach
    void stop() {
        peers.forEach(RawPeer::close);
        server.close();
    }

    /** Half of the peers read from the beginning, the others when everything was sent. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void eachGetsItsOwn(long seed) {
        Random random = new Random(seed);
        Context loop = dialAll();
        int[] read = new int[CONNECTIONS];
        for (int turn = 0; turn < TURNS; turn++) {
            CompletableFuture<Void> written = new CompletableFuture<>();
            loop.runOnContext(v -> {
                writeSomething(random);
                written.complete(null);
            });
            written.orTimeout(20, TimeUnit.SECONDS).join();
            for (int i = 0; i < CONNECTIONS / 2; i++) {
                readAll(i, read);
            }
        }
        for (int i = 0; i < CONNECTIONS; i++) {
            readAll(i, read);
            assertThat(read[i]).isGreaterThan(TURNS);
        }
    }

    private Context dialAll() {
        List<Context> loops = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            peers.add(server.dial());
            TestServer.Accepted accepted = server.next();
            UnicastProcessor<Message> source = UnicastProcessor.create();
            sources.add(source);
            var unused = accepted.connection().send(source).subscribe(() -> {}, ended -> {});
            connections.add(accepted.connection());
            expected.add(new ArrayList<>());
            loops.add(accepted.context());
        }
        return loops.get(0);
    }

    /** Some messages go to all, some to a few, some to one alone; pings come between. */
    private void writeSomething(Random random) {
        List<Message> messages = random.ints(4, 0, SIZES.length)
                .mapToObj(size -> {
                    byte[] bytes = new byte[SIZES[size]];
                    random.nextBytes(bytes);
                    return (Message) Message.binary(Buffer.buffer(bytes));
                })
                .toList();
        for (int step = random.nextInt(1, 10); step > 0; step--) {
            Message message = messages.get(random.nextInt(messages.size()));
            int many = random.nextInt(1, 4);
            for (int i = 0; i < CONNECTIONS; i++) {
                if (random.nextInt(4) < many) {
                    expected.get(i).add(message.bytes());
                    sources.get(i).onNext(message);
                    if (random.nextInt(20) == 0) {
                        var unusedPing =
                                connections.get(i).ping(Buffer.buffer("?")).subscribe(pong -> {}, late -> {});
                    }
                }
            }
        }
    }

    private void readAll(int i, int[] read) {
        List<byte[]> of = expected.get(i);
        while (read[i] < of.size()) {
            Frame frame = peers.get(i).read();
            if (frame.opcode() == FrameEncoder.PING) {
                peers.get(i).send(Frame.pong(frame.text()));
            } else {
                assertThat(Arrays.equals(frame.payload(), of.get(read[i])))
                        .as("message %d of %d", read[i], i)
                        .isTrue();
                read[i]++;
            }
        }
    }
}
