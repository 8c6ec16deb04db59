package io.sluice.message;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Deflates whole payloads, each from a fresh context.
 *
 * <p>A deflater takes some 260 KB outside the heap, and making one costs more than deflating a small message: a few per level
 * are kept, no more than there are processors, and one that finds no place is ended.
 *
 * <p>Threading: any thread. A deflater is used by one at a time, from {@link BlockingQueue#poll} to {@link BlockingQueue#offer}.
 */
final class Deflaters {

    /** The empty block that a flush ends with, and that does not travel (RFC 7692 section 7.2.1). */
    private static final int TAIL_BYTES = 4;

    private static final List<BlockingQueue<Deflater>> BY_LEVEL = Stream.generate(Deflaters::places)
            .limit(Deflater.BEST_COMPRESSION + 1L)
            .toList();

    private Deflaters() {}

    private static BlockingQueue<Deflater> places() {
        return new ArrayBlockingQueue<>(Runtime.getRuntime().availableProcessors());
    }

    /** The deflated form of {@code payload} as it travels, or null if it is not smaller. */
    static byte @Nullable [] deflate(byte[] payload, int level) {
        BlockingQueue<Deflater> idle = BY_LEVEL.get(level);
        Deflater kept = idle.poll();
        Deflater deflater = kept == null ? new Deflater(level, true) : kept;
        try {
            return deflate(payload, deflater);
        } finally {
            deflater.reset();
            if (!idle.offer(deflater)) {
                deflater.end();
            }
        }
    }

    private static byte @Nullable [] deflate(byte[] payload, Deflater deflater) {
        // Room for what is smaller only: a flush that fills it has not been worth it, or is not even complete.
        byte[] room = new byte[payload.length + TAIL_BYTES];
        deflater.setInput(payload);
        int length = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
        return length == room.length ? null : Arrays.copyOf(room, length - TAIL_BYTES);
    }
}
