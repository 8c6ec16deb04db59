package io.sluice.convert;

import io.vertx.core.buffer.Buffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Deflates chunk by chunk, each flushed so that the reader can inflate all of it at once. */
final class DeflateStep implements Step<Buffer, Buffer> {

    private final Deflater deflater;
    private final byte[] room = new byte[Deflate.PIECE_BYTES];
    private int flush = Deflater.NO_FLUSH;

    DeflateStep(int level, boolean raw) {
        this.deflater = new Deflater(level, raw);
    }

    @Override
    public void accept(Buffer chunk) {
        deflater.setInput(chunk.getBytes());
        flush = chunk.length() == 0 ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
    }

    @Override
    public @Nullable Buffer next() {
        int length = deflater.deflate(room, 0, room.length, flush);
        return length == 0 ? null : Buffer.buffer(length).appendBytes(room, 0, length);
    }

    @Override
    public void finish() {
        deflater.finish();
        flush = Deflater.NO_FLUSH;
    }

    @Override
    public void close() {
        deflater.end();
    }
}
