package io.sluice.message;

import org.jspecify.annotations.Nullable;

/**
 * The deflated form of one payload at one level, made at the first request for it; the first of a row, one per level asked for.
 *
 * <p>Threading: any thread. Unlike a text's bytes it is made exactly once: threads that ask meanwhile wait, which takes them
 * no longer than making their own would.
 */
final class DeflatedForm {

    /** Makes a deflated form; null if it is not smaller. */
    interface Maker {
        byte @Nullable [] deflate(byte[] payload, int level);
    }

    final int level;
    final @Nullable DeflatedForm next;
    private volatile boolean made;
    private byte @Nullable [] bytes;

    DeflatedForm(int level, @Nullable DeflatedForm next) {
        this.level = level;
        this.next = next;
    }

    /** The bytes, or null if deflating does not make {@code payload} smaller. */
    byte @Nullable [] of(byte[] payload, Maker maker) {
        if (!made) {
            make(payload, maker);
        }
        return bytes;
    }

    private synchronized void make(byte[] payload, Maker maker) {
        if (!made) {
            bytes = maker.deflate(payload, level);
            made = true;
        }
    }
}
