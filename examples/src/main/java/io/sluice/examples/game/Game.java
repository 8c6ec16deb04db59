package io.sluice.examples.game;

import io.reactivex.rxjava3.core.Completable;
import io.sluice.connection.Connection;
import io.sluice.examples.ExampleServer;
import io.sluice.fanout.Hub;
import io.sluice.fanout.Overflow;
import io.sluice.message.BinaryMessage;
import io.sluice.message.CloseCode;
import io.sluice.message.CloseException;
import io.sluice.message.CloseStatus;
import io.sluice.message.Message;
import io.sluice.server.SluiceServer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who gets to the star first? Players say which keys they hold; everybody is sent the same picture of the field 30 times a
 * second. A frame that has not been sent when the next one comes is worth nothing: only the latest is kept.
 */
public final class Game {

    static final int WIDTH = 800;
    static final int HEIGHT = 450;
    private static final int FRAME_MILLIS = 1_000 / 30;
    static final int SPEED = 8;
    static final int MAX_PLAYERS = 100;

    private final ConcurrentSkipListMap<Integer, Player> players = new ConcurrentSkipListMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Hub<Message> frames = Hub.create();
    private int frame;
    private int starX = WIDTH / 2;
    private int starY = HEIGHT / 2;

    public static void main(String[] arguments) {
        ExampleServer.main("game", new Game()::endpoints, arguments);
    }

    // snippet: game
    public void endpoints(Vertx vertx, SluiceServer server) {
        vertx.setPeriodic(FRAME_MILLIS, timer -> frames.publish(step()));
        server.at("/game", this::play);
    }

    private Completable play(Connection connection) {
        if (players.size() >= MAX_PLAYERS) {
            return refuse(CloseCode.TRY_AGAIN_LATER, "the field is full");
        }
        int number = numbers.incrementAndGet();
        Player player = new Player();
        players.put(number, player);
        Completable moves = connection.messages().concatMapCompletable(move -> take(move, player));
        Completable watch = connection.send(frames.join(Overflow.latest()).startWithItem(Message.text("" + number)));
        return Completable.ambArray(moves, watch).doFinally(() -> players.remove(number));
    }

    /** A move is one byte: the keys held, 1 left, 2 right, 4 up, 8 down. */
    private static Completable take(Message move, Player player) {
        if (!(move instanceof BinaryMessage) || move.size() != 1) {
            return refuse(CloseCode.UNSUPPORTED_DATA, "a move is one byte");
        }
        player.keys = move.bytes()[0];
        return Completable.complete();
    }
    // end

    private static Completable refuse(int code, String why) {
        return Completable.error(new CloseException(CloseStatus.of(code, why), why));
    }

    /** One step of the game, and its picture: frame number, star, then number, place and score of each player. */
    private Message step() {
        Buffer picture = Buffer.buffer();
        players.forEach((number, player) -> {
            move(player);
            picture.appendUnsignedShort(number & 0xffff).appendUnsignedShort(player.x);
            picture.appendUnsignedShort(player.y).appendUnsignedShort(player.score);
        });
        Buffer head = Buffer.buffer().appendInt(frame++).appendUnsignedShort(starX);
        return Message.binary(head.appendUnsignedShort(starY).appendBuffer(picture));
    }

    private void move(Player player) {
        player.move();
        if (player.isNear(starX, starY)) {
            player.score++;
            starX = ThreadLocalRandom.current().nextInt(WIDTH);
            starY = ThreadLocalRandom.current().nextInt(HEIGHT);
        }
    }
}
