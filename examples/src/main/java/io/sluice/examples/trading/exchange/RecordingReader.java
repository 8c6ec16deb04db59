package io.sluice.examples.trading.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.examples.trading.market.MalformedMarketDataException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one recorded file line by line; gzip or plain, told apart by the first two bytes, whatever the name says.
 *
 * <p>Threading: blocks, so it belongs on a worker; one thread at a time.
 *
 * <p>Errors: every problem is an {@link ExchangeException} that names the file, the line if there is one, and what to do.
 */
final class RecordingReader implements AutoCloseable {

    /** Far above any snapshot seen (5 MB): beyond it a file is taken for something else than lines. */
    private static final int MAX_LINE_BYTES = 32 << 20;

    private static final int BUFFER_BYTES = 64 << 10;

    private final Path file;
    private final InputStream in;
    private final boolean gzip;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(4 << 10);
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private int lineNumber;

    private RecordingReader(Path file, InputStream in, boolean gzip) {
        this.file = file;
        this.in = in;
        this.gzip = gzip;
    }

    static RecordingReader open(Path file) {
        if (Files.isDirectory(file)) {
            throw problem(file, "is a directory: name the recorded files in it, one by one");
        }
        BufferedInputStream raw = null;
        try {
            raw = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
            raw.mark(2);
            int first = raw.read();
            int second = raw.read();
            raw.reset();
            if (first < 0) {
                throw problem(file, "is empty: record or copy it again");
            }
            boolean gzip = first == 0x1f && second == 0x8b;
            return new RecordingReader(file, gzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw, gzip);
        } catch (NoSuchFileException | FileNotFoundException e) {
            throw problem(file, "does not exist: check the path");
        } catch (AccessDeniedException e) {
            throw problem(file, "cannot be read: check its permissions");
        } catch (ExchangeException e) {
            closeQuietly(raw);
            throw e;
        } catch (EOFException | ZipException e) {
            closeQuietly(raw);
            throw problem(file, "begins like gzip but its header is damaged: copy it again");
        } catch (IOException e) {
            closeQuietly(raw);
            throw problem(file, "cannot be read (" + e.getMessage() + "): check the disk or copy it again");
        }
    }

    /** The next line that is not blank, or null at the end of the file. */
    @Nullable
    RecordedLine next() {
        String text;
        do {
            text = nextLine();
            if (text == null) {
                return null;
            }
        } while (text.isBlank());
        return parse(text);
    }

    private RecordedLine parse(String text) {
        int space = text.indexOf(' ');
        long time = space > 0 ? timeOf(text.substring(0, space)) : -1;
        if (time < 0) {
            throw problem("does not begin with a time in nanoseconds and a space" + hintAtGzip());
        }
        return understand(time, text.substring(space + 1));
    }

    private RecordedLine understand(long time, String json) {
        try {
            RecordedLine known = RecordedShape.parse(time, json);
            if (known == null) {
                throw problem("is neither a message of a combined stream (\"stream\", \"data\") nor a depth snapshot"
                        + " (\"lastUpdateId\"): repair or remove it");
            }
            return known;
        } catch (MalformedMarketDataException e) {
            throw problem("is malformed, repair or remove it: " + e.getMessage());
        }
    }

    private static long timeOf(String digits) {
        try {
            return digits.charAt(0) == '+' ? -1 : Long.parseLong(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private String hintAtGzip() {
        if (!gzip && lineNumber == 1 && file.toString().endsWith(".gz")) {
            return "; the file is named .gz but holds no gzip data: copy it again";
        }
        return ": is this a recording?";
    }

    private @Nullable String nextLine() {
        line.reset();
        lineNumber++;
        try {
            boolean ended = false;
            while (!ended) {
                if (position == limit && !fill()) {
                    return line.size() == 0 ? null : text();
                }
                ended = takeUpToLineEnd();
            }
            return text();
        } catch (CharacterCodingException e) {
            throw problem("is not text in UTF-8: is this a recording?");
        } catch (EOFException e) {
            throw problem("is where the gzip data breaks off: the file is truncated, copy it again");
        } catch (ZipException e) {
            throw problem("is where the gzip data is damaged (" + e.getMessage() + "): copy the file again");
        } catch (IOException e) {
            throw problem("cannot be read (" + e.getMessage() + "): check the disk or copy the file again");
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    /** Moves bytes into {@link #line}; true once its end has been seen. */
    private boolean takeUpToLineEnd() {
        int end = position;
        while (end < limit && buffer[end] != '\n') {
            end++;
        }
        if (line.size() + end - position > MAX_LINE_BYTES) {
            throw problem("is longer than " + (MAX_LINE_BYTES >> 20) + " MiB: is this a recording?");
        }
        line.write(buffer, position, end - position);
        boolean ended = end < limit;
        position = ended ? end + 1 : end;
        return ended;
    }

    private String text() throws CharacterCodingException {
        String text =
                UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray())).toString();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private ExchangeException problem(String what) {
        return new ExchangeException("Recording " + file + ", line " + lineNumber + ": " + what);
    }

    private static ExchangeException problem(Path file, String what) {
        return new ExchangeException("Recording " + file + " " + what);
    }

    @Override
    public void close() {
        closeQuietly(in);
    }

    private static void closeQuietly(@Nullable InputStream in) {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            // Nothing was written, so nothing can be lost.
        }
    }
}
