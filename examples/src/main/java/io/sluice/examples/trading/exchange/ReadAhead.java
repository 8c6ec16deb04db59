package io.sluice.examples.trading.exchange;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Reads a recording on a worker, one chunk ahead of the one in use: at most two are in memory.
 *
 * <p>Threading: called, and answering, on one event loop. Reads run one after the other, and closing comes after them, so the
 * recording is never used by two threads at once.
 */
final class ReadAhead implements Chunks {

    private final Vertx vertx;
    private final Recording recording;
    private Future<?> latest = Future.succeededFuture();
    private @Nullable Future<Recording.Chunk> ahead;

    ReadAhead(Vertx vertx, Recording recording) {
        this.vertx = vertx;
        this.recording = recording;
    }

    @Override
    public Future<Recording.Chunk> next() {
        Future<Recording.Chunk> next = ahead == null ? read() : ahead;
        return next.onSuccess(chunk -> ahead = chunk.last() ? null : read());
    }

    @Override
    public Future<?> close() {
        return latest.eventually(() -> {
            recording.close();
            return Future.succeededFuture();
        });
    }

    private Future<Recording.Chunk> read() {
        Future<Recording.Chunk> read = vertx.executeBlocking(recording::next);
        latest = read;
        return read;
    }
}
