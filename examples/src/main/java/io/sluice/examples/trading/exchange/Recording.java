package io.sluice.examples.trading.exchange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recorded files that follow each other, read lazily in bounded chunks; only the file being read is open.
 *
 * <p>Threading: blocks, so it belongs on a worker; one thread at a time.
 */
final class Recording implements AutoCloseable {

    /**
     * A few lines further on.
     *
     * @param last whether nothing follows
     * @param problem why nothing follows, if that is not the end of the recording
     */
    record Chunk(
            List<RecordedLine> lines,
            boolean last,
            @Nullable ExchangeException problem) {}

    /** Some milliseconds of parsing, and half a second of a busy market at its recorded speed. */
    private static final int CHUNK_LINES = 256;

    /** Bounds a chunk of large lines: one snapshot may still exceed it alone. */
    private static final int CHUNK_CHARS = 512 << 10;

    private final Iterator<Path> files;
    private @Nullable RecordingReader reader;

    Recording(List<Path> files) {
        this.files = files.iterator();
    }

    /** Reads on. After a chunk that is the last one there is nothing more to read. */
    Chunk next() {
        List<RecordedLine> lines = new ArrayList<>(CHUNK_LINES);
        int chars = 0;
        try {
            while (lines.size() < CHUNK_LINES && chars < CHUNK_CHARS) {
                RecordedLine line = nextLine();
                if (line == null) {
                    return new Chunk(lines, true, null);
                }
                lines.add(line);
                chars += line.text().length();
            }
            return new Chunk(lines, false, null);
        } catch (ExchangeException e) {
            close();
            return new Chunk(lines, true, e);
        }
    }

    private @Nullable RecordedLine nextLine() {
        while (true) {
            if (reader == null) {
                if (!files.hasNext()) {
                    return null;
                }
                reader = RecordingReader.open(files.next());
            }
            RecordedLine line = reader.next();
            if (line != null) {
                return line;
            }
            close();
        }
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
