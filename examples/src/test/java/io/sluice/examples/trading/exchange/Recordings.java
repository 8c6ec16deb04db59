package io.sluice.examples.trading.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Recordings for tests: written ones, and the real ones kept beside the project. */
final class Recordings {

    private static final Path SHARED = Path.of("..", "..", "shared", "data");

    private Recordings() {}

    /** The two real files, one after the other. Skips the test where the folder is absent. */
    static List<Path> real() {
        return List.of(file("binance/spot_ethusdt_20240808.gz"), file("binance/spot_ethusdt_20240809.gz"));
    }

    static Path file(String name) {
        assumeTrue(Files.isDirectory(SHARED), "no recordings at " + SHARED + ": this test needs them");
        Path file = SHARED.resolve(name);
        assertThat(file).exists();
        return file;
    }

    static List<String> gunzippedLines(Path file) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, String... lines) {
        return write(file, (String.join("\n", lines) + "\n").getBytes(UTF_8));
    }

    /** A line received so many milliseconds after the recording began. */
    static String line(long millis, String json) {
        return (1_723_161_254_000_000_000L + millis * 1_000_000) + " " + json;
    }

    static String trade(String symbol, long id) {
        return """
                {"stream":"%s@trade","data":{"e":"trade","E":1,"s":"%s","t":%d,"p":"2.50000000","q":"1.00000000","T":1,\
                "m":true,"M":true}}""".formatted(symbol.toLowerCase(java.util.Locale.ROOT), symbol, id);
    }

    /** An update that sets the bid at 1.00 to {@code quantity}. */
    static String depth(String symbol, long firstId, long lastId, String quantity) {
        return """
                {"stream":"%s@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"%s","U":%d,"u":%d,\
                "b":[["1.00000000","%s"]],"a":[]}}""".formatted(symbol.toLowerCase(java.util.Locale.ROOT), symbol, firstId, lastId, quantity);
    }

    /** A book of two bids and two asks. Spaces show whether it is passed on to the letter. */
    static String snapshot(long id) {
        return """
                {"lastUpdateId": %d, "bids":[["1.00000000","5.00000000"],["0.90000000","6.00000000"]],\
                "asks":[["3.00000000","7.00000000"],["4.00000000","8.00000000"]]}""".formatted(id);
    }

    /** Chunks read when asked for, on the calling thread. */
    static Chunks chunks(List<Path> files) {
        Recording recording = new Recording(files);
        return new Chunks() {
            @Override
            public Future<Recording.Chunk> next() {
                return Future.succeededFuture(recording.next());
            }

            @Override
            public Future<?> close() {
                recording.close();
                return Future.succeededFuture();
            }
        };
    }
}
