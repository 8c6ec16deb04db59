package io.sluice.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.sluice.message.Message;
import io.sluice.wire.RawPeer;
import io.sluice.wire.TestServer;
import io.sluice.wire.Wait;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The messages of one event-loop turn share a flush. */
final class FlushTest {

    private static final int MESSAGES = 50;

    private final TestServer server = TestServer.idle(TestServer.CALM);

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void manyMessagesOfOneTurnLeaveInOneFlush() {
        try (RawPeer peer = server.dial()) {
            TestServer.Accepted accepted = server.next();
            onLoop(accepted.context(), () -> send(accepted.connection(), MESSAGES));

            assertThat(read(peer, MESSAGES)).isEqualTo(MESSAGES);
            endTurn(accepted.context());
            assertThat(accepted.connection().counters().flushes()).isEqualTo(1);

            onLoop(accepted.context(), () -> send(accepted.connection(), MESSAGES));
            assertThat(read(peer, MESSAGES)).isEqualTo(MESSAGES);
            endTurn(accepted.context());
            assertThat(accepted.connection().counters().flushes()).isEqualTo(2);
        }
    }

    @Test
    void eachConnectionWrittenToInATurnIsFlushedOnce() {
        List<RawPeer> peers = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            peers.add(server.dial());
            connections.add(server.accepted());
        }
        peers.add(server.dial());
        TestServer.Accepted last = server.next();
        connections.add(last.connection());
        Context context = last.context();
        onLoop(context, () -> {
            for (int i = 0; i < MESSAGES; i++) {
                connections.forEach(connection -> send(connection, 1));
            }
        });
        for (int i = 0; i < peers.size(); i++) {
            assertThat(read(peers.get(i), MESSAGES)).isEqualTo(MESSAGES);
            endTurn(context);
            assertThat(connections.get(i).counters().flushes()).isEqualTo(1);
            peers.get(i).close();
        }
    }

    @Test
    void theTasksThatWaitedWhenTheFirstMessageCameBelongToItsTurn() {
        try (RawPeer peer = server.dial()) {
            TestServer.Accepted accepted = server.next();
            onLoop(accepted.context(), () -> {
                for (int i = 0; i < MESSAGES; i++) {
                    accepted.context().runOnContext(v -> send(accepted.connection(), 1));
                }
            });
            assertThat(read(peer, MESSAGES)).isEqualTo(MESSAGES);
            endTurn(accepted.context());
            assertThat(accepted.connection().counters().flushes()).isEqualTo(1);
        }
    }

    @Test
    void aSourceThatEmitsElsewhereNeedsFewFlushes() {
        try (RawPeer peer = server.dial()) {
            Connection connection = server.next().connection();
            Completable sending = connection.send(Flowable.range(0, 2_000).map(i -> Message.text("message " + i)));
            Wait.done(sending);
            assertThat(read(peer, 2_000)).isEqualTo(2_000);
            assertThat(connection.counters().flushes()).isLessThan(20);
        }
    }

    private static void onLoop(Context context, Runnable work) {
        context.runOnContext(v -> work.run());
    }

    /** The peer may have read before the flush was counted. */
    private static void endTurn(Context context) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        onLoop(context, () -> ended.complete(null));
        ended.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static void send(Connection connection, int messages) {
        for (int i = 0; i < messages; i++) {
            var unused = connection.send(Message.text("message " + i)).subscribe();
        }
    }

    private static int read(RawPeer peer, int messages) {
        int read = 0;
        while (read < messages) {
            assertThat(peer.read().text()).startsWith("message ");
            read++;
        }
        return read;
    }
}
