package io.sluice.examples.trading.exchange;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the beginning of every file of a recording before anything is served, so that a wrong file is found at start and
 * the symbols are known to those who ask first.
 *
 * <p>Threading: blocks, so it belongs on a worker.
 */
final class RecordingProbe {

    /** Seconds of a busy market: every symbol that trades has been seen by then. */
    private static final int LINES = 2_000;

    static final long NO_ID = -1;

    private final Map<String, Long> symbols = new LinkedHashMap<>();

    private RecordingProbe() {}

    /**
     * The symbols at the beginning of the files, each with the id of its first depth update or {@link #NO_ID}; or an
     * {@link ExchangeException} for the first thing that is wrong.
     */
    static Map<String, Long> symbols(List<Path> files) {
        RecordingProbe probe = new RecordingProbe();
        Path earlier = null;
        long earlierStart = Long.MIN_VALUE;
        for (Path file : files) {
            long start = probe.look(file);
            if (earlier != null && start < earlierStart) {
                throw new ExchangeException(
                        "Recording " + file + " begins before " + earlier + ": give the files in the order of time");
            }
            earlier = file;
            earlierStart = start;
        }
        if (probe.symbols.isEmpty()) {
            throw new ExchangeException("Recording " + files.get(0) + " names no stream of a symbol in its first "
                    + LINES + " lines: is this a recording of combined streams?");
        }
        return probe.symbols;
    }

    /** The symbol a stream is about, in the upper case of REST; null for streams across all symbols. */
    static @Nullable String symbolOf(String stream) {
        int at = stream.indexOf('@');
        return at <= 0 || stream.charAt(0) == '!'
                ? null
                : stream.substring(0, at).toUpperCase(Locale.ROOT);
    }

    private long look(Path file) {
        try (RecordingReader reader = RecordingReader.open(file)) {
            RecordedLine line = reader.next();
            if (line == null) {
                throw new ExchangeException("Recording " + file + " holds no lines: record or copy it again");
            }
            long start = line.timeNanos();
            for (int read = 1; line != null; read++) {
                if (line instanceof RecordedLine.Streamed streamed) {
                    String symbol = symbolOf(streamed.stream());
                    if (symbol != null) {
                        long id = streamed.depth() == null
                                ? NO_ID
                                : streamed.depth().firstId();
                        symbols.merge(symbol, id, (first, next) -> first == NO_ID ? next : first);
                    }
                }
                line = read < LINES ? reader.next() : null;
            }
            return start;
        }
    }
}
