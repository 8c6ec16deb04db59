package io.sluice.examples.game;

import static io.sluice.examples.trading.Soon.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.reactivex.rxjava3.core.Flowable;
import io.sluice.client.SluiceClient;
import io.sluice.connection.Connection;
import io.sluice.examples.Peer;
import io.sluice.examples.RunningExample;
import io.sluice.message.CloseCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GameTest {

    private static final byte[] RIGHT = {2};
    private static final byte[] LEFT = {1};

    private final RunningExample example = new RunningExample("game", new Game()::endpoints);

    @AfterEach
    void stop() {
        example.close();
    }

    private record Player(int x, int y, int score) {}

    private record Frame(int number, Map<Integer, Player> players) {

        static Frame of(byte[] bytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int number = in.getInt();
            in.getInt(); // the star
            Map<Integer, Player> players = new TreeMap<>();
            while (in.hasRemaining()) {
                players.put((int) in.getShort(), new Player(in.getShort(), in.getShort(), in.getShort()));
            }
            return new Frame(number, players);
        }
    }

    @Test
    void everyPlayerIsSentTheSameFramesThirtyTimesASecond() {
        Peer one = example.connect("/game");
        Peer two = example.connect("/game");
        await().until(() ->
                last(one).players().size() == 2 && last(two).players().size() == 2);
        int first = last(one).number();
        long start = System.nanoTime();

        await().until(() -> last(one).number() >= first + 30 && last(two).number() >= first + 30);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(850));
        assertThat(frames(one)).extracting(Frame::number).isSorted().doesNotHaveDuplicates();
        assertThat(frames(two)).containsAnyElementsOf(frames(one));
        assertThat(List.of(one.texts(), two.texts())).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void aPlayerMovesWhileItHoldsAKeyAndStopsAtTheEdge() {
        Peer player = example.connect("/game");
        await().until(() -> !frames(player).isEmpty());

        player.send(RIGHT);
        await().until(() -> me(player).x() == Game.WIDTH);
        player.send(LEFT);
        await().until(() -> me(player).x() < Game.WIDTH - Game.SPEED);
        player.send(new byte[] {0});

        List<Player> places = frames(player).stream()
                .flatMap(frame -> frame.players().values().stream())
                .toList();
        assertThat(places).allSatisfy(place -> assertThat(place.x()).isBetween(0, Game.WIDTH));
        assertThat(places).extracting(Player::y).containsOnly(places.get(0).y());
    }

    @Test
    void aMoveThatIsNoneEndsThatPlayersGameAndNobodyElses() {
        Peer stays = example.connect("/game");
        Peer text = example.connect("/game").send("left");
        Peer bytes = example.connect("/game").send(new byte[2]);

        assertThat(List.of(text.awaitClose(), bytes.awaitClose()))
                .containsOnly(new Peer.Close(CloseCode.UNSUPPORTED_DATA, "a move is one byte"));
        int then = last(stays).number();
        await().until(() -> last(stays).number() > then + 3);
        assertThat(last(stays).players()).containsOnlyKeys(1);
    }

    @Test
    void aPlayerTooManyIsAskedToComeBackLater() {
        SluiceClient client = SluiceClient.create(example.vertx());
        List<Connection> all = Flowable.range(0, Game.MAX_PLAYERS)
                .concatMapSingle(i -> client.connect("ws://127.0.0.1:" + example.port() + "/game"))
                .toList()
                .blockingGet();
        Peer tooMany = example.connect("/game");
        assertThat(tooMany.awaitClose()).isEqualTo(new Peer.Close(CloseCode.TRY_AGAIN_LATER, "the field is full"));

        all.get(0).close().blockingAwait();

        await().until(this::isLetIn);
    }

    private boolean isLetIn() {
        Peer peer = example.connect("/game");
        await().until(() -> peer.isClosed() || !peer.texts().isEmpty());
        return !peer.isClosed();
    }

    private static List<Frame> frames(Peer peer) {
        return peer.binaries().stream().map(Frame::of).toList();
    }

    private static Frame last(Peer peer) {
        List<byte[]> frames = peer.binaries();
        return frames.isEmpty() ? new Frame(-1, Map.of()) : Frame.of(frames.get(frames.size() - 1));
    }

    private static Player me(Peer peer) {
        return last(peer).players().getOrDefault(1, new Player(-1, -1, -1));
    }
}
