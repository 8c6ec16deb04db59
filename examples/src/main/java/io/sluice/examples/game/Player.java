package io.sluice.examples.game;

import java.util.concurrent.ThreadLocalRandom;

/** One player. Only {@code keys} is changed by the player's connection; the rest belongs to the game loop. */
final class Player {

    private static final int REACH = 24;

    /** Those held: 1 left, 2 right, 4 up, 8 down. */
    volatile int keys;

    int x = ThreadLocalRandom.current().nextInt(Game.WIDTH);
    int y = ThreadLocalRandom.current().nextInt(Game.HEIGHT);
    int score;

    /** One step, and no further than to the edge. */
    void move() {
        int held = keys;
        x = clamp(x + Game.SPEED * ((held >> 1 & 1) - (held & 1)), Game.WIDTH);
        y = clamp(y + Game.SPEED * ((held >> 3 & 1) - (held >> 2 & 1)), Game.HEIGHT);
    }

    boolean isNear(int placeX, int placeY) {
        return Math.hypot(x - placeX, y - placeY) < REACH;
    }

    private static int clamp(int value, int end) {
        return Math.max(0, Math.min(end, value));
    }
}
